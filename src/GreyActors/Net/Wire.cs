using System.Runtime.InteropServices;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Between our bytes and Akka.IO's, without copying; the array behind them must not change any more.</summary>
public static class Wire
{
    /// <summary>The same bytes for Akka.IO.</summary>
    public static ByteString Bytes(ReadOnlyMemory<byte> bytes) => ByteString.FromBytes(Segment(bytes));

    /// <summary>The same bytes as a piece of an array.</summary>
    public static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
}
