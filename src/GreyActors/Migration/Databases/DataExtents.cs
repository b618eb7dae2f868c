using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Migration.Databases;

/// <summary>Where a sparse file has data: a hole costs nothing to make, so that its size says nothing about the work that a reader must accept.</summary>
/// <remarks>Not by the blocks that the file occupies: a file system that compresses has fewer of them than data (lseek(2), SEEK_DATA).</remarks>
internal static class DataExtents
{
    private const int SeekData = 3;
    private const int SeekHole = 4;

    /// <summary>The octets outside of holes; the whole length where the file system does not know its holes.</summary>
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

    /// <summary>The first octet at <paramref name="at"/> or after it that is outside of a hole; <see cref="long.MaxValue"/> when there is none.</summary>
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
