using System.Buffers.Binary;
using System.Text;

namespace GreyActors.Core.Greylisting;

/// <summary>A triplet as bytes: the lengths of its three texts, then the texts in UTF-8. Two triplets are equal if their bytes are.</summary>
internal static class TripletKey
{
    private const int Header = 3 * sizeof(ushort);

    /// <summary>The maximum size of a key in bytes.</summary>
    public static int LongestOf(Triplet triplet) => Header + Encoding.UTF8.GetMaxByteCount(
        triplet.Identity.Text.Length + triplet.ReversePath.Length + triplet.ForwardPath.Length);

    /// <summary>Writes the key; returns the part of <paramref name="buffer"/> that it fills.</summary>
    public static ReadOnlySpan<byte> Write(Triplet triplet, Span<byte> buffer)
    {
        var length = Header;
        length += WritePart(triplet.Identity.Text, buffer, 0, length);
        length += WritePart(triplet.ReversePath, buffer, 1, length);
        length += WritePart(triplet.ForwardPath, buffer, 2, length);
        return buffer[..length];
    }

    /// <summary>The same for texts in UTF-8.</summary>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> reversePath, ReadOnlySpan<byte> forwardPath, Span<byte> buffer)
    {
        identity.CopyTo(buffer[Header..]);
        reversePath.CopyTo(buffer[(Header + identity.Length)..]);
        forwardPath.CopyTo(buffer[(Header + identity.Length + reversePath.Length)..]);
        WriteLength(identity.Length, buffer, 0);
        WriteLength(reversePath.Length, buffer, 1);
        WriteLength(forwardPath.Length, buffer, 2);
        return buffer[..(Header + identity.Length + reversePath.Length + forwardPath.Length)];
    }

    /// <summary>The size of a key with these three texts.</summary>
    public static int LengthOf(int identity, int reversePath, int forwardPath) => Header + identity + reversePath + forwardPath;

    /// <summary>The three texts of the key at the start of these bytes.</summary>
    public static TripletView Read(ReadOnlySpan<byte> key, TripletTimes times)
    {
        var (identity, reversePath, forwardPath) = (LengthAt(key, 0), LengthAt(key, 1), LengthAt(key, 2));
        var texts = key.Slice(Header, identity + reversePath + forwardPath);
        return new TripletView(texts[..identity], texts.Slice(identity, reversePath), texts[(identity + reversePath)..], times);
    }

    /// <summary>The length of the key at the start of these bytes.</summary>
    public static int LengthOf(ReadOnlySpan<byte> key) => LengthOf(LengthAt(key, 0), LengthAt(key, 1), LengthAt(key, 2));

    // Each process has another seed, so that no client can choose paths that collide.
    public static uint HashOf(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return (uint)hash.ToHashCode();
    }

    private static int WritePart(string text, Span<byte> buffer, int part, int at)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer[at..]);
        WriteLength(length, buffer, part);
        return length;
    }

    private static void WriteLength(int length, Span<byte> buffer, int part) =>
        BinaryPrimitives.WriteUInt16LittleEndian(buffer[(part * sizeof(ushort))..], checked((ushort)length));

    private static int LengthAt(ReadOnlySpan<byte> key, int part) => BinaryPrimitives.ReadUInt16LittleEndian(key[(part * sizeof(ushort))..]);
}
