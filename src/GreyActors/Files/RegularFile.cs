using System.Collections.Frozen;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Files;

/// <summary>Reads the files that the configuration names. Only a file with a content of its own is read: what could make the reader wait, or never ends, is refused.</summary>
/// <remarks>
/// A service reads its configuration while mail flows: a pipe without a writer would hold up this reload and all later ones. Some files of the kernel call
/// themselves regular and wait all the same (/proc/kmsg, trace_pipe), or take from others what they give (/proc/kmsg).
/// </remarks>
internal static class RegularFile
{
    private const int FirstBytes = 64 * 1024;

    // File systems whose files the kernel makes up while they are read.
    private static readonly FrozenSet<string> MadeUp = FrozenSet.ToFrozenSet(
        ["proc", "sysfs", "tracefs", "debugfs", "cgroupfs", "cgroup2fs", "securityfs", "selinux", "smackfs", "configfs", "bpf_fs", "pstorefs", "efivarfs"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a path leads to no file with a content; null where it does, where there is nothing, and where that cannot be determined.</summary>
    public static string? WhyNot(string path) => FileStatus.Of(path) is { } status ? WhyNot(path, status.Kind) : Directory.Exists(path) ? WhyNot(path, FileKind.Folder) : null;

    /// <summary>The same for a path that is read: a link must lead to something.</summary>
    public static string? WhyNotToRead(string path) => WhyNot(path) ?? FileLink.WhyNowhere(path);

    /// <summary>Opens a file to read it.</summary>
    /// <exception cref="IOException">It is not there, is no file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static FileStream Open(string path)
    {
        if (WhyNotToRead(path) is { } why)
            throw new IOException($"'{path}' {why}");
        if (!OperatingSystem.IsLinux())
            return File.OpenRead(path);
        var file = Descriptor.OpenToRead(path);
        return Checked(path, file);
    }

    /// <summary>The octets of a file; null when there are more than <paramref name="most"/>.</summary>
    /// <exception cref="IOException">It is not there, is no file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static byte[]? Read(string path, int most)
    {
        using var stream = Open(path);
        var buffer = new byte[FirstBytes];
        var length = 0;
        while ((length += stream.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false)) == buffer.Length && length <= most)
            Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most + 1));
        return length > most ? null : buffer[..length];
    }

    /// <summary>The text of a file, in UTF-8 unless it begins as another encoding does.</summary>
    /// <exception cref="IOException">It is not there, is no file, cannot be read, or is longer than <paramref name="most"/> octets.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static string ReadText(string path, int most)
    {
        var octets = Read(path, most) ?? throw new IOException($"'{path}' is larger than {most >> 20} MB");
        using var reader = new StreamReader(new MemoryStream(octets), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // Another file may have been put in its place since the path was inspected.
    private static FileStream Checked(string path, SafeFileHandle file)
    {
        try
        {
            return FileStatus.Of(file) is { } status && WhyNot(path, status.Kind) is { } why
                ? throw new IOException($"'{path}' {why}")
                : new FileStream(file, FileAccess.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string? WhyNot(string path, FileKind kind) => kind switch
    {
        FileKind.Folder => "is a folder, not a file",
        FileKind.Pipe => "is a pipe, not a file",
        FileKind.CharacterDevice or FileKind.BlockDevice => "is a device, not a file",
        FileKind.Socket => "is a socket, not a file",
        FileKind.Regular when IsMadeUp(path) => "is made up by the kernel, not a file with a content of its own",
        _ => null,
    };

    private static bool IsMadeUp(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && MadeUp.Contains(new DriveInfo(Path.GetFullPath(path)).DriveFormat);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
