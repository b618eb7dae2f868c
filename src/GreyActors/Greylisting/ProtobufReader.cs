using System.Buffers.Binary;
using System.Runtime.Serialization;

namespace GreyActors.Greylisting;

/// <summary>Reads the wire format of Protobuf in place.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _input.Length;

    public ulong ReadTag() => ReadVarint();

    public ulong ReadVarint()
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }

        throw Damaged();
    }

    public ReadOnlySpan<byte> ReadBytes() => ReadVarint() is var length && length <= int.MaxValue ? Take((int)length) : throw Damaged();

    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>Passes over a field that a later release has added.</summary>
    public void Skip(ulong tag)
    {
        // The number of a field is never 0; 3 and 4 are groups, which nobody writes any more.
        switch (tag >> 3, tag & 7)
        {
            case (0, _):
                throw Damaged();
            case (_, 0):
                ReadVarint();
                break;
            case (_, 1):
                Take(sizeof(ulong));
                break;
            case (_, 2):
                ReadBytes();
                break;
            case (_, 5):
                Take(sizeof(uint));
                break;
            default:
                throw Damaged();
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _input.Length - Position)
            throw Damaged();
        var taken = _input.Slice(Position, length);
        Position += length;
        return taken;
    }

    private static SerializationException Damaged() => new("A snapshot of the greylist store is damaged: it ends early, or is no Protobuf.");
}
