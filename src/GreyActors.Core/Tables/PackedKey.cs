using System.Buffers.Binary;
using System.Text;

namespace GreyActors.Core.Tables;

/// <summary>A key of three texts as bytes: their lengths, then the texts in UTF-8. Two keys are equal if their bytes are.</summary>
internal static class PackedKey
{
    /// <summary>The largest key that callers write on the stack.</summary>
    public const int LongestOnStack = 1024;

    private const int Header = 3 * sizeof(ushort);

    /// <summary>The maximum size of a key in bytes.</summary>
    public static int LongestOf(string first, string second, string third) =>
        Header + Encoding.UTF8.GetMaxByteCount(first.Length + second.Length + third.Length);

    /// <summary>Writes the key; returns the part of <paramref name="buffer"/> that it fills.</summary>
    public static ReadOnlySpan<byte> Write(string first, string second, string third, Span<byte> buffer)
    {
        var length = Header;
        length += WritePart(first, buffer, 0, length);
        length += WritePart(second, buffer, 1, length);
        length += WritePart(third, buffer, 2, length);
        return buffer[..length];
    }

    /// <summary>The same for texts in UTF-8.</summary>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> buffer)
    {
        first.CopyTo(buffer[Header..]);
        second.CopyTo(buffer[(Header + first.Length)..]);
        third.CopyTo(buffer[(Header + first.Length + second.Length)..]);
        WriteLength(first.Length, buffer, 0);
        WriteLength(second.Length, buffer, 1);
        WriteLength(third.Length, buffer, 2);
        return buffer[..(Header + first.Length + second.Length + third.Length)];
    }

    /// <summary>The size of a key with these three texts.</summary>
    public static int LengthOf(int first, int second, int third) => Header + first + second + third;

    /// <summary>The three texts of the key at the start of these bytes.</summary>
    public static KeyTexts Read(ReadOnlySpan<byte> key)
    {
        var (first, second, third) = (LengthAt(key, 0), LengthAt(key, 1), LengthAt(key, 2));
        var texts = key.Slice(Header, first + second + third);
        return new KeyTexts(texts[..first], texts.Slice(first, second), texts[(first + second)..]);
    }

    /// <summary>The length of the key at the start of these bytes.</summary>
    public static int LengthOf(ReadOnlySpan<byte> key) => LengthOf(LengthAt(key, 0), LengthAt(key, 1), LengthAt(key, 2));

    /// <summary>The hash of a key. Each process has another seed, so that no client can choose paths that collide.</summary>
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

/// <summary>The three texts of a key, in UTF-8.</summary>
internal readonly ref struct KeyTexts(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
{
    public ReadOnlySpan<byte> First { get; } = first;

    public ReadOnlySpan<byte> Second { get; } = second;

    public ReadOnlySpan<byte> Third { get; } = third;
}
