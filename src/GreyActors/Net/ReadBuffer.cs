using Akka.IO;

namespace GreyActors.Net;

/// <summary>The buffer for a connection's next bytes: small while the connection is quiet, larger once it has been filled.</summary>
/// <remarks>A silent client costs the size of its buffer, and mail data arrives faster in large pieces.</remarks>
/// <param name="max">The largest piece.</param>
/// <param name="isMemoryScarce">While this is true, all pieces are small: thousands of large ones could fill the heap, which ends the process.</param>
internal sealed class ReadBuffer(int max, Func<bool> isMemoryScarce)
{
    // One or a few command lines.
    private const int Small = 512;

    private byte[] _room = [];
    private int _next = Small;

    /// <summary>The memory for the next bytes.</summary>
    public Memory<byte> Next()
    {
        if (_next > Small && isMemoryScarce())
            _next = Small;
        if (_room.Length != _next)
            _room = GC.AllocateUninitializedArray<byte>(_next);
        return _room;
    }

    /// <summary>The bytes that were received.</summary>
    public ByteString Take(int length)
    {
        var (room, isFull) = (_room, length == _room.Length);
        _next = isFull ? Math.Min(max, room.Length * 8) : length > Small ? room.Length : Small;
        // Small pieces are copied, so that the buffer can be reused; large ones are handed over with their buffer.
        if (length < room.Length / 2)
            return ByteString.CopyFrom(room, 0, length);
        _room = [];
        return ByteString.FromBytes(room, 0, length);
    }
}
