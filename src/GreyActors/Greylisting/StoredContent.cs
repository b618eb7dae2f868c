using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GreyActors.Greylisting;

/// <summary>The number of entries of a state, and a digest of all that it contains. The order of the entries does not matter.</summary>
/// <param name="Entries">Triplets, known pairs with expected replies, or trapped clients.</param>
/// <param name="Digest">The sum of the digests of all fields.</param>
public readonly record struct StoredContent(long Entries, UInt128 Digest)
{
    // In the snapshots of all states, the entries are field 1.
    private const ulong EntryTag = (1 << 3) | 2;

    /// <summary>The content of a snapshot.</summary>
    public static StoredContent Of(object snapshot)
    {
        var (entries, digest) = (0L, UInt128.Zero);
        var bytes = GreylistFormat.Write(snapshot);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var input = new ProtobufReader(bytes);
        while (!input.IsAtEnd)
        {
            var start = input.Position;
            var tag = input.ReadTag();
            input.Skip(tag);
            if (tag == SnapshotBytes.ChecksumTag)
                continue;
            entries += tag == EntryTag ? 1 : 0;
            SHA256.HashData(bytes.AsSpan(start..input.Position), hash);
            digest = unchecked(digest + BinaryPrimitives.ReadUInt128LittleEndian(hash));
        }

        return new StoredContent(entries, digest);
    }
}
