using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Serialization;

namespace GreyActors.Greylisting;

/// <summary>Writes and checks the parts of a snapshot in the wire format of Protobuf. Its last field, number 2, is the CRC32C of all bytes before it.</summary>
internal static class SnapshotBytes
{
    /// <summary>The field of the checksum: four bytes.</summary>
    public const byte ChecksumTag = (2 << 3) | 5;

    private const int ChecksumLength = 1 + sizeof(uint);

    /// <summary>Writes a text; an empty one is absent.</summary>
    public static void WriteText(ArrayBufferWriter<byte> output, byte tag, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
            WriteMessage(output, tag, text);
    }

    /// <summary>Writes a message.</summary>
    public static void WriteMessage(ArrayBufferWriter<byte> output, byte tag, ReadOnlySpan<byte> message)
    {
        output.Write([tag]);
        WriteVarint(output, (ulong)message.Length);
        output.Write(message);
    }

    /// <summary>Writes a number.</summary>
    public static void WriteNumber(ArrayBufferWriter<byte> output, byte tag, long number)
    {
        output.Write([tag]);
        WriteVarint(output, (ulong)number);
    }

    /// <summary>Adds the checksum; returns all bytes.</summary>
    public static byte[] Finish(ArrayBufferWriter<byte> output)
    {
        var checksum = Checksum(output.WrittenSpan);
        output.Write([ChecksumTag]);
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(sizeof(uint)), checksum);
        output.Advance(sizeof(uint));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="SerializationException">The text is too long.</exception>
    public static ReadOnlySpan<byte> ReadText(scoped ref ProtobufReader input)
    {
        var text = input.ReadBytes();
        return text.Length <= ushort.MaxValue
            ? text
            : throw new SerializationException("A snapshot of the greylist store is damaged: one of its texts is longer than any path.");
    }

    /// <summary>Reads the checksum of the bytes before it.</summary>
    /// <exception cref="SerializationException">The checksum does not match.</exception>
    public static void Check(scoped ref ProtobufReader input, ReadOnlySpan<byte> before)
    {
        if (input.ReadFixed32() != Checksum(before))
            throw new SerializationException("A snapshot of the greylist store is damaged: its checksum does not match.");
    }

    /// <summary>The number of fields with this tag.</summary>
    /// <exception cref="SerializationException">The bytes are damaged.</exception>
    public static int Count(ReadOnlySpan<byte> stored, byte tag)
    {
        var input = new ProtobufReader(stored);
        var count = 0;
        while (!input.IsAtEnd)
        {
            var next = input.ReadTag();
            count += next == tag ? 1 : 0;
            input.Skip(next);
        }

        return count;
    }

    /// <summary>Whether the bytes end with their correct checksum. Snapshots of the first release have none, and may be good as well.</summary>
    public static bool HasValidChecksum(ReadOnlySpan<byte> stored) => stored.Length >= ChecksumLength
        && stored[^ChecksumLength] == ChecksumTag
        && BinaryPrimitives.ReadUInt32LittleEndian(stored[^sizeof(uint)..]) == Checksum(stored[..^ChecksumLength]);

    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong number)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        output.Advance(length);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var last in bytes)
            checksum = BitOperations.Crc32C(checksum, last);
        return ~checksum;
    }
}
