namespace GreyActors.Files;

/// <summary>Which file a path leads to: one that was put in another's place has another identity.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>The identity of the file at a path; null where there is none, or where it cannot be told.</summary>
    public static FileIdentity? Of(string path) =>
        OperatingSystem.IsLinux() && FileStatus.Of(path) is { } status ? new FileIdentity(status.Device, status.Inode) : null;
}
