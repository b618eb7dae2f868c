using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Files;

/// <summary>The state of a file. It differs after the file was replaced or written.</summary>
/// <remarks>
/// No program can set the time of the last inode change, so a copy that keeps its times is noticed, too. If there is no such time, the size and the
/// time of the last write are compared.
/// </remarks>
internal readonly record struct FileStatus(ulong Device, ulong Inode, ulong Size, Int128 Written, Int128 Changed, FileKind Kind)
{
    private const int WorkingDirectory = -100;
    private const int OfDescriptor = 0x1000;
    private const uint BasicStatsAndBirth = 0xfff;

    // ENOENT and ENOTDIR (errno(3)).
    private const int NoEntry = 2;
    private const int NoFolder = 20;

    // Linux's struct statx, the same on every machine.
    private const int StatxSize = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int SizeAt = 40;
    private const int BornAt = 80;
    private const int ChangedAt = 96;
    private const int LastWriteAt = 112;
    private const int DeviceAt = 136;

    /// <summary>When the file was created, in nanoseconds; zero if the file system does not record it.</summary>
    public Int128 Born { get; init; }

    /// <summary>The status of the file at a path, after following links; null if there is none, or if it is unknown.</summary>
    /// <remarks>Does not open the file: closing any handle of a file releases all locks that SQLite holds on it.</remarks>
    public static FileStatus? Of(string path) => OperatingSystem.IsLinux() ? OfLinux(WorkingDirectory, path, 0) : Elsewhere(path);

    /// <summary>The status of an open file, even if its name belongs to another one now; null if it is unknown. Works without /proc.</summary>
    public static FileStatus? Of(SafeFileHandle file) => OperatingSystem.IsLinux() ? OfLinux((int)file.DangerousGetHandle(), "", OfDescriptor) : null;

    /// <summary>The status of the file at a path, after following links; null only if there is no file.</summary>
    /// <exception cref="IOException">The existence of the file is unknown: no permission, an input/output error.</exception>
    public static FileStatus? Certain(string path)
    {
        if (Of(path) is { } status)
            return status;
        if (OperatingSystem.IsLinux() && Marshal.GetLastPInvokeError() is var error and not (NoEntry or NoFolder))
            throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
        return null;
    }

    private static FileStatus? OfLinux(int directory, string path, int flags)
    {
        var stat = new byte[StatxSize];
        return Statx(directory, path, flags, BasicStatsAndBirth, stat) == 0
            ? new FileStatus(
                BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(DeviceAt)),
                BitConverter.ToUInt64(stat, InodeAt),
                BitConverter.ToUInt64(stat, SizeAt),
                Nanoseconds(stat, LastWriteAt),
                Nanoseconds(stat, ChangedAt),
                KindOf(BitConverter.ToUInt16(stat, ModeAt)))
            {
                Born = Nanoseconds(stat, BornAt),
            }
            : null;
    }

    private static FileStatus? Elsewhere(string path) =>
        new FileInfo(path) is { Exists: true } file ? new FileStatus(0, 0, (ulong)file.Length, (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100, 0, FileKind.Regular) : null;

    // The upper four bits of a mode (inode(7)).
    private static FileKind KindOf(ushort mode) => (mode >> 12) switch
    {
        1 => FileKind.Pipe,
        2 => FileKind.CharacterDevice,
        4 => FileKind.Folder,
        6 => FileKind.BlockDevice,
        8 => FileKind.Regular,
        12 => FileKind.Socket,
        _ => FileKind.Unknown,
    };

    /// <summary>When the file was last written, to the second.</summary>
    public DateTime WrittenAt => DateTime.UnixEpoch.AddSeconds((double)(Written / 1_000_000_000));

    private static Int128 Nanoseconds(byte[] stat, int at) => ((Int128)BitConverter.ToInt64(stat, at) * 1_000_000_000) + BitConverter.ToUInt32(stat, at + sizeof(long));

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] stat);
}
