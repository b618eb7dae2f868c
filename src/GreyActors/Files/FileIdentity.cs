namespace GreyActors.Files;

/// <summary>The identity of a file: a file that replaces another has a different one.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>The identity of the file at a path; null if there is none, or if it is unknown.</summary>
    public static FileIdentity? Of(string path) =>
        OperatingSystem.IsLinux() && FileStatus.Of(path) is { } status ? new FileIdentity(status.Device, status.Inode) : null;
}
