using System.Globalization;
using System.Runtime.InteropServices;

namespace GreyActors.Files;

/// <summary>Looks up the groups of the operating system.</summary>
internal static class UnixGroup
{
    // struct group: two pointers before the number (getgrnam(3)).
    private static readonly int NumberAt = 2 * IntPtr.Size;

    // The result of getgrnam is overwritten by the next call.
    private static readonly Lock Gate = new();

    /// <summary>The number of a group, from its name or its number; null if the system has no such group.</summary>
    public static uint? NumberOf(string group)
    {
        if (uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        lock (Gate)
            return GetGroupByName(group) is var found and not 0 ? (uint)Marshal.ReadInt32(found, NumberAt) : null;
    }

    /// <summary>Gives a file, or the link itself, to a group; returns the reason if that fails.</summary>
    public static string? Give(string path, uint group) => ChangeOwner(path, uint.MaxValue, group) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    [DllImport("libc", EntryPoint = "getgrnam")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetGroupByName([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
