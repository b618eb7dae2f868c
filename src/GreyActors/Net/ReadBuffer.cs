using Akka.IO;

namespace GreyActors.Net;

/// <summary>Where a connection's next bytes go: little room while it is quiet, more when it fills that.</summary>
/// <remarks>A silent client costs what its buffer does, and mail data comes faster in large pieces; nobody knows which it will be.</remarks>
/// <param name="max">The largest piece.</param>
/// <param name="isMemoryScarce">While this is true, all pieces are small: thousands of large ones could fill the heap, which ends the process.</param>
internal sealed class ReadBuffer(int max, Func<bool> isMemoryScarce)
{
    // A command line, or a few.
    private const int Small = 512;

    private byte[] _room = [];
    private int _next = Small;

    /// <summary>Room for the next bytes.</summary>
    public Memory<byte> Next()
    {
        if (_next > Small && isMemoryScarce())
            _next = Small;
        if (_room.Length != _next)
            _room = GC.AllocateUninitializedArray<byte>(_next);
        return _room;
    }

    /// <summary>So many bytes came.</summary>
    public ByteString Take(int length)
    {
        var (room, isFull) = (_room, length == _room.Length);
        _next = isFull ? Math.Min(max, room.Length * 8) : length > Small ? room.Length : Small;
        // Small pieces are copied, so that the room can be used again; large ones are given away with it.
        if (length < room.Length / 2)
            return ByteString.CopyFrom(room, 0, length);
        _room = [];
        return ByteString.FromBytes(room, 0, length);
    }
}
