using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Migration.Databases;

/// <summary>The parts of a sparse file that contain data. Holes cost nothing to create, so the size of a file must not determine how much a reader accepts.</summary>
/// <remarks>Not computed from the blocks of the file, because a compressing file system has fewer blocks than data (lseek(2), SEEK_DATA).</remarks>
internal static class DataExtents
{
    private const int SeekData = 3;
    private const int SeekHole = 4;

    /// <summary>The number of bytes outside of holes; the whole length if the file system does not report holes.</summary>
    public static long Length(SafeFileHandle file)
    {
        var (length, data) = (RandomAccess.GetLength(file), 0L);
        for (var at = Next(file, 0); at < length;)
        {
            var hole = Seek(file, at, SeekHole);
            if (hole <= at)
                return length;
            data += Math.Min(hole, length) - at;
            at = Next(file, hole);
        }

        return data;
    }

    /// <summary>The first byte at <paramref name="at"/> or after it that is outside of a hole; <see cref="long.MaxValue"/> when there is none.</summary>
    public static long Next(SafeFileHandle file, long at)
    {
        const int NoMoreData = 6;
        if (Seek(file, at, SeekData) is >= 0 and var next)
            return next;
        return OperatingSystem.IsLinux() && Marshal.GetLastPInvokeError() == NoMoreData ? long.MaxValue : at;
    }

    private static long Seek(SafeFileHandle file, long at, int whence) => OperatingSystem.IsLinux() ? LSeek(file, at, whence) : -1;

    [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long LSeek(SafeFileHandle file, long offset, int whence);
}
