using System.Buffers.Binary;
using GreyActors.Files;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Migration.Databases;

/// <summary>A file that is read in pieces, in the byte order of the machine that wrote it. Missing pieces are damage.</summary>
/// <remarks>
/// The file is not trusted. References within it may form circles, or name the same piece many times, so all reading together has a limit that
/// grows with the data in the file: a sound database is read once or twice.
/// </remarks>
internal sealed class BinaryFile : IDisposable
{
    /// <summary>A key or a value of a greylist is a line; anything that claims to be longer than this many octets is damage.</summary>
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

    /// <summary>In octets.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Whether numbers have their most significant octet first.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It is not there, is no file, or cannot be opened.</exception>
    public static BinaryFile Open(string path) =>
        RegularFile.WhyNotToRead(path) is { } why ? throw new IOException($"{path} {why}") : new BinaryFile(File.OpenHandle(path, share: FileShare.ReadWrite));

    /// <summary>A piece of it.</summary>
    /// <exception cref="InvalidDataException">The file ends before, or too much was read already.</exception>
    public byte[] Read(long at, long length)
    {
        if (length is < 0 or > LongestPiece || at < 0 || at > Length - length)
            throw new InvalidDataException($"it is damaged: {length} octets at {at} are not there");
        Charge(length);
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

    /// <summary>Counts work on this many octets against the limit.</summary>
    /// <exception cref="InvalidDataException">The limit is reached.</exception>
    public void Charge(long octets)
    {
        if ((_left -= octets) < 0)
            throw new InvalidDataException("it is damaged: it refers to the same data again and again");
    }

    /// <summary>The first octet at <paramref name="at"/> or after it that is outside of the holes of a sparse file.</summary>
    public long NextData(long at) => _isSparse ? DataExtents.Next(_handle, at) : at;

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
