using System.Buffers.Binary;
using GreyActors.Files;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Migration.Databases;

/// <summary>Reads parts of a file in the byte order of the machine that wrote it. A missing part is damage.</summary>
/// <remarks>
/// The file is not trusted. Its references may form circles or repeat the same part, so the total number of bytes read is limited
/// in proportion to the data in the file: an intact database is read once or twice.
/// </remarks>
internal sealed class BinaryFile : IDisposable
{
    /// <summary>A key or a value of a greylist is a line; more than this many bytes is damage.</summary>
    public const int LongestPiece = 1024 * 1024;

    // Small databases have more structure than data.
    private const int LeastWork = 1024 * 1024;
    private const int MostReadings = 8;

    private readonly SafeFileHandle _handle;
    private readonly bool _isSparse;
    private long _left;

    private BinaryFile(SafeFileHandle handle)
    {
        var data = DataExtents.Length(handle);
        _handle = handle;
        _isSparse = data < RandomAccess.GetLength(handle);
        _left = LeastWork + (data * MostReadings);
    }

    /// <summary>In bytes.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Whether numbers have their most significant byte first.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">The file does not exist, is not a file, or cannot be opened.</exception>
    public static BinaryFile Open(string path) =>
        RegularFile.WhyNotToRead(path) is { } why ? throw new IOException($"{path} {why}") : new BinaryFile(File.OpenHandle(path, share: FileShare.ReadWrite));

    /// <summary>Reads a part of the file.</summary>
    /// <exception cref="InvalidDataException">The file is too short, or the limit is reached.</exception>
    public byte[] Read(long at, long length)
    {
        if (length is < 0 or > LongestPiece || at < 0 || at > Length - length)
            throw new InvalidDataException($"it is damaged: {length} bytes at {at} are missing");
        Charge(length);
        var piece = new byte[length];
        for (var read = 0; read < piece.Length;)
        {
            var more = RandomAccess.Read(_handle, piece.AsSpan(read), at + read);
            if (more == 0)
                throw new InvalidDataException("it was truncated during reading");
            read += more;
        }

        return piece;
    }

    /// <summary>Counts this many bytes against the limit.</summary>
    /// <exception cref="InvalidDataException">The limit is reached.</exception>
    public void Charge(long octets)
    {
        if ((_left -= octets) < 0)
            throw new InvalidDataException("it is damaged: it refers to the same data again and again");
    }

    /// <summary>The first byte at <paramref name="at"/> or after it that is outside of the holes of a sparse file.</summary>
    public long NextData(long at) => _isSparse ? DataExtents.Next(_handle, at) : at;

    /// <summary>A number of four bytes in a part.</summary>
    public uint Number(ReadOnlySpan<byte> piece, int at) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(piece[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(piece[at..]);

    /// <summary>A number of two bytes in a part.</summary>
    public int Short(ReadOnlySpan<byte> piece, int at) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(piece[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(piece[at..]);

    /// <summary>A number of eight bytes in a part.</summary>
    public long Long(ReadOnlySpan<byte> piece, int at) =>
        IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(piece[at..]) : BinaryPrimitives.ReadInt64LittleEndian(piece[at..]);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
