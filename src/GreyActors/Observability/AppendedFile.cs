using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Observability;

/// <summary>A file that is written at its end only, wherever that is: whoever empties it while we write leaves no hole in it.</summary>
internal sealed class AppendedFile : IDisposable
{
    private const int SetFlags = 4;
    private const int Append = 0x400;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private AppendedFile(string path, SafeFileHandle handle)
    {
        _path = path;
        _handle = handle;
        // Of the handle, not of the path: between opening and looking somebody may have renamed it.
        Identity = FileIdentity.Of($"/proc/self/fd/{handle.DangerousGetHandle()}");
    }

    /// <summary>Which file it is; null where that cannot be told.</summary>
    public FileIdentity? Identity { get; }

    /// <summary>Octets in it; 0 for what has no length, such as a pipe.</summary>
    public long Length
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(_handle);
            }
            catch (NotSupportedException)
            {
                return 0;
            }
        }
    }

    /// <summary>False when the path leads to another file now, or to none.</summary>
    public bool IsStillThere => FileIdentity.Of(_path) == Identity;

    /// <summary>Opens the file, or makes it, and its folder.</summary>
    /// <exception cref="IOException">It cannot be opened, or the folder not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static AppendedFile Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        // FileMode.Append looks for the end once. The kernel's own O_APPEND looks at each write.
        if (OperatingSystem.IsLinux() && Fcntl(handle, SetFlags, Append) != 0)
            throw new IOException($"{path} cannot be written at its end: {Marshal.GetLastPInvokeErrorMessage()}");
        return new AppendedFile(path, handle);
    }

    /// <summary>Writes at the end; returns how many octets are in the file, fewer than all with the reason for it.</summary>
    public (int Written, string? Problem) Write(ReadOnlySpan<byte> octets)
    {
        var before = Length;
        try
        {
            RandomAccess.Write(_handle, octets, before);
            return (octets.Length, null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return ((int)Math.Clamp(Length - before, 0, octets.Length), refused.Message);
        }
    }

    /// <summary>What was written is on the disk behind this.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_handle);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fcntl(SafeFileHandle file, int command, int argument);
}
