using System.IO.Compression;

namespace GreyActors.History;

/// <summary>One log file, compressed or not. It is opened as often as it is read; standard input can be read once.</summary>
/// <param name="path">The path; <see cref="StandardInput"/> for standard input.</param>
/// <param name="standardInput">Opens standard input.</param>
internal sealed class HistoryFile(string path, Func<Stream> standardInput)
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private const int LongestMagic = 6;

    // The formats that this program does not read, with the command that does.
    private static readonly (byte[] Magic, string Name, string Command)[] Unsupported =
    [
        ("BZh"u8.ToArray(), "bzip2", "bzip2 -dc"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz", "xz -dc"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "zstd -dc"),
        ("PK\u0003\u0004"u8.ToArray(), "zip", "unzip -p"),
    ];

    /// <summary>The name for messages.</summary>
    public string Name => IsStandardInput ? "(standard input)" : path;

    /// <summary>Whether the file can be read only once: standard input and pipes.</summary>
    public bool IsStream => IsStandardInput || !(File.Exists(path) && Length > 0);

    /// <summary>The size in bytes as stored; 0 for a stream.</summary>
    public long Length => IsStandardInput ? 0 : new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>When the file was written last; <paramref name="now"/> for a stream.</summary>
    public DateTimeOffset Written(DateTimeOffset now) => IsStream ? now : new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);

    private bool IsStandardInput => path == StandardInput;

    /// <summary>Opens the file.</summary>
    /// <param name="stored">The stream whose position shows how much of <see cref="Length"/> has been read.</param>
    /// <returns>The text, decompressed.</returns>
    /// <exception cref="IOException">The file does not exist, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    /// <exception cref="InvalidDataException">The compression is not supported; the message contains the command that decompresses the file.</exception>
    public Stream Open(out Stream stored)
    {
        stored = IsStandardInput ? standardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            var magic = new byte[LongestMagic];
            var length = stored.ReadAtLeast(magic, LongestMagic, throwOnEndOfStream: false);
            var all = new RejoinedStream(magic.AsMemory(0, length), stored);
            foreach (var (other, name, command) in Unsupported)
            {
                if (magic.AsSpan(0, length).StartsWith(other))
                    throw new InvalidDataException($"{Name} is compressed with {name}, which is not supported: run {command} {(IsStandardInput ? "before" : path)} | greyactors … {StandardInput}");
            }

            return magic is [0x1F, 0x8B, ..] ? new GZipStream(all, CompressionMode.Decompress) : all;
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }
}
