using System.Buffers.Binary;
using System.Numerics;

namespace GreyActors.Storage.Sqlite;

/// <summary>The first 100 bytes of an SQLite database (https://www.sqlite.org/fileformat2.html, section 1.3).</summary>
/// <remarks>SQLite reports some damage of the header as something else: a read-only file, or a later format.</remarks>
internal static class StoreHeader
{
    private const int Length = 100;
    private const int LargestSchemaFormat = 4;
    private const int LargestEncoding = 3;

    private static readonly byte[] Signature = "SQLite format 3\0"u8.ToArray();

    /// <summary>The damage in the header of a file; null if nothing was found.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? DamageOf(string path)
    {
        using var file = File.OpenRead(path);
        var header = new byte[Length];
        return file.ReadAtLeast(header, Length, throwOnEndOfStream: false) < Length ? "it is too short for a database" : DamageOf(header);
    }

    private static string? DamageOf(ReadOnlySpan<byte> header) => header switch
    {
        _ when !header.StartsWith(Signature) => "it does not begin with the header of an SQLite database",
        _ when !IsPageSize(BinaryPrimitives.ReadUInt16BigEndian(header[16..])) => "the page size in its header is impossible",
        _ when header[18] is not (1 or 2) || header[19] is not (1 or 2) => "the format versions in its header are impossible",
        _ when !header[21..24].SequenceEqual<byte>([64, 32, 32]) => "the payload fractions in its header are impossible",
        _ when BinaryPrimitives.ReadUInt32BigEndian(header[44..]) > LargestSchemaFormat => "the schema format in its header is impossible",
        _ when BinaryPrimitives.ReadUInt32BigEndian(header[56..]) > LargestEncoding => "the text encoding in its header is impossible",
        _ when header[72..92].ContainsAnyExcept((byte)0) => "reserved bytes in its header are not zero",
        _ => null,
    };

    // 65536 is written as 1.
    private static bool IsPageSize(int size) => size == 1 || (size >= 512 && BitOperations.IsPow2(size));
}
