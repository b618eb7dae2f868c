using System.Buffers.Binary;

namespace GreyActors.Migration.Databases;

/// <summary>Reads the B-trees and hashes of Berkeley DB 3 to 6, as postgrey and Python's dbhash wrote them.</summary>
/// <remarks>
/// Reads all pages in order. The header of each page says whether it contains entries or is free, so the reader needs
/// no order of keys, no hash function and no path through the tree (Berkeley DB: dbinc/db_page.h).
/// </remarks>
internal static class BerkeleyDatabase
{
    private const uint TreeMagic = 0x053162;
    private const uint HashMagic = 0x061561;

    private const int MetaLength = 72;
    private const int MagicAt = 12;
    private const int VersionAt = 16;
    private const int PageSizeAt = 20;
    private const int EncryptionAt = 24;
    private const int FlagsAt = 26;
    private const int LastPageAt = 32;
    private const byte ChecksumsFlag = 1;

    // Earlier versions have another page layout (Berkeley DB 1.85 and 2).
    private const uint OldestTree = 8;
    private const uint OldestHash = 7;

    /// <summary>Whether a file begins like a Berkeley DB, and its byte order.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start, out bool isBigEndian)
    {
        var magic = start.Length < MetaLength ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(start[MagicAt..]);
        isBigEndian = BinaryPrimitives.ReverseEndianness(magic) is TreeMagic or HashMagic;
        return isBigEndian || magic is TreeMagic or HashMagic;
    }

    /// <summary>Every record.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, encrypted or of an unknown kind.</exception>
    public static IEnumerable<DatabaseRecord> Read(BinaryFile file)
    {
        var layout = LayoutOf(file);
        for (var number = 1L; (number = NextPage(file, layout, number)) <= layout.LastPage; number++)
        {
            var page = BerkeleyPage.Read(file, layout, number);
            if (!page.HasEntries)
                continue;
            if (page.Entries % 2 != 0)
                throw new InvalidDataException($"it is damaged: page {number} has a key without a value");
            for (var entry = 0; entry < page.Entries; entry += 2)
            {
                if (page.Item(entry) is { } key && page.Item(entry + 1) is { } value)
                    yield return new DatabaseRecord(key, value);
            }
        }
    }

    // A page in a hole of a sparse file has no kind, so it has no entries.
    private static long NextPage(BinaryFile file, BerkeleyLayout layout, long number) =>
        Math.Max(number, file.NextData(number * layout.PageSize) / layout.PageSize);

    private static BerkeleyLayout LayoutOf(BinaryFile file)
    {
        var meta = file.Read(0, MetaLength);
        var (magic, version, size) = (file.Number(meta, MagicAt), file.Number(meta, VersionAt), file.Number(meta, PageSizeAt));
        if (version < (magic == TreeMagic ? OldestTree : OldestHash))
            throw new InvalidDataException($"it is of an old Berkeley DB (version {version}): make a dump with db_dump");
        if (size is < 512 or > 65536 || !System.Numerics.BitOperations.IsPow2(size))
            throw new InvalidDataException($"it is damaged: pages of {size} bytes");
        if (meta[EncryptionAt] != 0)
            throw new InvalidDataException("it is encrypted: make a dump with db_dump -P");
        // The file may be longer than its last used page, but not shorter.
        var lastPage = file.Number(meta, LastPageAt);
        if ((lastPage + 1L) * size > file.Length)
            throw new InvalidDataException($"it is damaged, or its environment was not closed: page {lastPage} is missing");
        return new BerkeleyLayout((int)size, lastPage, (meta[FlagsAt] & ChecksumsFlag) != 0);
    }
}
