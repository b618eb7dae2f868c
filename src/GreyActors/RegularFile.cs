using System.Text;

namespace GreyActors;

/// <summary>Reads files that somebody else has named. What could keep the reader waiting, or never ends, is not opened at all.</summary>
/// <remarks>A service reads its configuration anew while mail flows: a pipe that nobody writes to would hold up that and every later reload.</remarks>
internal static class RegularFile
{
    private const int FirstBytes = 64 * 1024;

    /// <summary>Why a path leads to no file with a content; null where it does, where there is nothing, and where that cannot be told.</summary>
    public static string? WhyNot(string path) =>
        Directory.Exists(path) ? "is a folder, not a file"
        : FileStatus.Of(path)?.Kind switch
        {
            FileKind.Pipe => "is a pipe, not a file",
            FileKind.Device => "is a device, not a file",
            FileKind.Socket => "is a socket, not a file",
            _ => null,
        };

    /// <summary>Opens a file to read it.</summary>
    /// <exception cref="IOException">It is not there, is no file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static FileStream Open(string path) =>
        WhyNot(path) is { } why ? throw new IOException($"'{path}' {why}") : File.OpenRead(path);

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
}
