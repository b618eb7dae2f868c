using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GreyActors;

/// <summary>Which file a path leads to: one that was put in another's place has another identity.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int WorkingDirectory = -100;
    private const uint InodeWanted = 0x100;

    // Linux's struct statx, the same on every machine.
    private const int StatxSize = 256;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>The identity of the file at a path; null where there is none, or where it cannot be told.</summary>
    /// <remarks>Not by opening it: a process that closes any handle of a file gives up all locks that SQLite holds on it.</remarks>
    public static FileIdentity? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var stat = new byte[StatxSize];
        return Statx(WorkingDirectory, path, 0, InodeWanted, stat) == 0
            ? new FileIdentity(BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(DeviceAt)), BitConverter.ToUInt64(stat, InodeAt))
            : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] stat);
}
