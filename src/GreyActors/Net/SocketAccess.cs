namespace GreyActors.Net;

/// <summary>The processes that may connect to a UNIX socket: those that may write to its file (unix(7)).</summary>
/// <param name="Mode">The permissions of the file.</param>
/// <param name="Group">The number of its group; null for the group of this process.</param>
public sealed record SocketAccess(UnixFileMode Mode, uint? Group)
{
    /// <summary>The user and the group of this process: 0660.</summary>
    public static readonly SocketAccess OwnGroup = new(
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, Group: null);
}
