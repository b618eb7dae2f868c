using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Migration.Databases;

/// <summary>A file that is read in pieces, in the byte order of the machine that wrote it. What is not there is told as damage.</summary>
internal sealed class BinaryFile : IDisposable
{
    /// <summary>A key or a value of a greylist is a line; whatever claims to be longer than this is damage.</summary>
    public const int LongestPiece = 16 * 1024 * 1024;

    private readonly SafeFileHandle _handle;

    private BinaryFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>In octets.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Whether numbers have their most significant octet first.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It is not there, is no file, or cannot be opened.</exception>
    public static BinaryFile Open(string path) =>
        RegularFile.WhyNot(path) is { } why ? throw new IOException($"{path} {why}") : new BinaryFile(File.OpenHandle(path, share: FileShare.ReadWrite));

    /// <summary>A piece of it.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public byte[] Read(long at, long length)
    {
        if (at < 0 || length is < 0 or > LongestPiece || at + length > Length)
            throw new InvalidDataException($"it is damaged: {length} octets at {at} are not there");
        var piece = new byte[length];
        for (var read = 0; read < piece.Length;)
        {
            var more = RandomAccess.Read(_handle, piece.AsSpan(read), at + read);
            if (more == 0)
                throw new InvalidDataException("it became shorter while it was read");
            read += more;
        }

        return piece;
    }

    /// <summary>A number of four octets within a piece.</summary>
    public uint Number(ReadOnlySpan<byte> piece, int at) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(piece[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(piece[at..]);

    /// <summary>A number of two octets within a piece.</summary>
    public int Short(ReadOnlySpan<byte> piece, int at) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(piece[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(piece[at..]);

    /// <summary>A number of eight octets within a piece.</summary>
    public long Long(ReadOnlySpan<byte> piece, int at) =>
        IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(piece[at..]) : BinaryPrimitives.ReadInt64LittleEndian(piece[at..]);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
