using System.Runtime.InteropServices;

namespace GreyActors.Files;

/// <summary>The permission to create files in a folder. .NET can only try it.</summary>
internal static class FolderAccess
{
    // access(2): write and search.
    private const int WriteAndSearch = 2 | 1;

    /// <summary>Whether this process may create files there: permissions, and a file system that is not mounted read-only.</summary>
    public static bool MayCreateIn(string folder) => OperatingSystem.IsWindows() || Access(folder, WriteAndSearch) == 0;

    [DllImport("libc", EntryPoint = "access")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
