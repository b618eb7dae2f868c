using System.Buffers.Binary;

namespace GreyActors.Migration.Databases;

/// <summary>Reads the files of GNU dbm, with either byte order and either width of file offsets.</summary>
/// <remarks>A header, a directory that names each bucket one or more times in a row, and buckets of elements with the positions of key and value (gdbm: gdbmdefs.h).</remarks>
internal static class GdbmDatabase
{
    private const uint Magic = 0x13579ace;
    private const uint Magic32 = 0x13579acd;
    private const uint Magic64 = 0x13579acf;
    private const uint NumsyncMagic32 = 0x13579ad0;
    private const uint NumsyncMagic64 = 0x13579ad1;

    private const int HeaderLength = 40;
    private const int AvailableInBucket = 6;
    private const uint Unused = uint.MaxValue;

    /// <summary>Whether a file begins like a gdbm file, and its byte order.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start, out bool isBigEndian)
    {
        var magic = start.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(start);
        isBigEndian = IsMagic(BinaryPrimitives.ReverseEndianness(magic));
        return isBigEndian || IsMagic(magic);
    }

    /// <summary>Every record.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IEnumerable<DatabaseRecord> Read(BinaryFile file)
    {
        var layout = LayoutOf(file);
        var last = -1L;
        foreach (var at in Directory(file, layout))
        {
            // Entries that name the same bucket are neighbours.
            if (at == last)
                continue;
            if (at < HeaderLength)
                throw new InvalidDataException("it is damaged: its directory has an entry without a bucket");
            last = at;
            foreach (var record in Bucket(file, layout, file.Read(at, layout.BucketSize)))
                yield return record;
        }
    }

    // The directory may have 10^9 entries.
    private static IEnumerable<long> Directory(BinaryFile file, Layout layout)
    {
        const int PieceLength = 4096;
        for (var at = 0L; at < layout.DirectorySize; at += PieceLength)
        {
            var piece = file.Read(layout.Directory + at, Math.Min(PieceLength, layout.DirectorySize - at));
            for (var entry = 0; entry < piece.Length; entry += layout.OffsetSize)
                yield return layout.Offset(file, piece, entry);
        }
    }

    private static IEnumerable<DatabaseRecord> Bucket(BinaryFile file, Layout layout, byte[] bucket)
    {
        // The number of free areas, the free areas, the number of bits that all hashes of the bucket share, and the number of elements.
        var wide = layout.OffsetSize == sizeof(long);
        var elements = (wide ? 8 + (AvailableInBucket * 16) : 4 + (AvailableInBucket * 8)) + 8;
        var size = wide ? 24 : 20;
        for (var at = elements; at + size <= bucket.Length && at < elements + (layout.BucketElements * size); at += size)
        {
            if (file.Number(bucket, at) == Unused)
                continue;
            // The hash, the first four bytes of the key, its position, its length, and the length of the value after it.
            var (data, keyLength, length) = (
                layout.Offset(file, bucket, at + 8), file.Number(bucket, at + 8 + layout.OffsetSize), file.Number(bucket, at + 12 + layout.OffsetSize));
            var piece = file.Read(data, (long)keyLength + length);
            yield return new DatabaseRecord(piece.AsMemory(0, (int)keyLength), piece.AsMemory((int)keyLength));
        }
    }

    // The oldest magic number does not determine the width of an offset. The size of the directory does: it has 2^bits offsets.
    private static Layout LayoutOf(BinaryFile file)
    {
        var header = file.Read(0, HeaderLength);
        var narrow = new Layout(sizeof(uint), file.Number(header, 8), file.Number(header, 12), file.Number(header, 20), file.Number(header, 24));
        var wide = new Layout(sizeof(long), file.Long(header, 8), file.Number(header, 16), file.Number(header, 24), file.Number(header, 28));
        return Fits(narrow, file.Number(header, 16)) ? narrow
            : Fits(wide, file.Number(header, 20)) ? wide
            : throw new InvalidDataException("it is damaged: its header contradicts itself");
    }

    private static bool Fits(Layout layout, uint bits) =>
        bits is > 0 and < 31 && layout.DirectorySize == (long)layout.OffsetSize << (int)bits && layout.BucketElements > 0;

    private static bool IsMagic(uint magic) => magic is Magic or Magic32 or Magic64 or NumsyncMagic32 or NumsyncMagic64;

    private readonly record struct Layout(int OffsetSize, long Directory, long DirectorySize, uint BucketSize, uint BucketElements)
    {
        public long Offset(BinaryFile file, ReadOnlySpan<byte> piece, int at) =>
            OffsetSize == sizeof(long) ? file.Long(piece, at) : file.Number(piece, at);
    }
}
