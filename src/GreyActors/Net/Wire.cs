using System.Runtime.InteropServices;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Converts bytes to Akka.IO's types without copying; the array must not change afterwards.</summary>
public static class Wire
{
    /// <summary>The bytes as a ByteString.</summary>
    public static ByteString Bytes(ReadOnlyMemory<byte> bytes) => ByteString.FromBytes(Segment(bytes));

    /// <summary>The bytes as an array segment.</summary>
    public static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
}
