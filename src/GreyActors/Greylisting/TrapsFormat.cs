using System.Buffers;
using System.Net;
using System.Runtime.Serialization;
using Google.Protobuf;
using GreyActors.Core.Traps;
using GreyActors.Greylisting.Stored;

namespace GreyActors.Greylisting;

/// <summary>The events and snapshots of the trapped clients as Protobuf; <see cref="GreylistFormat"/> has their manifests.</summary>
internal static class TrapsFormat
{
    private const byte ClientTag = (1 << 3) | 2;

    /// <summary>The bytes of an event.</summary>
    public static byte[] Write(TrapEvent.Trapped trapped) => Store(trapped.Client).ToByteArray();

    /// <summary>The bytes of an event.</summary>
    public static byte[] Write(TrapEvent.Released released) => new ReleasedClientV1 { Network = released.Network.ToString() }.ToByteArray();

    /// <summary>The bytes of a snapshot.</summary>
    public static byte[] Write(TrapSnapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, snapshot.Clients.Length * 64));
        foreach (var client in snapshot.Clients)
            SnapshotBytes.WriteMessage(output, ClientTag, Store(client).ToByteArray());
        return SnapshotBytes.Finish(output);
    }

    /// <summary>The event in stored bytes.</summary>
    public static TrapEvent.Trapped ReadTrapped(byte[] stored) => new(Read(TrappedClientV1.Parser.ParseFrom(stored)));

    /// <summary>The event in stored bytes.</summary>
    public static TrapEvent.Released ReadReleased(byte[] stored) => new(NetworkOf(ReleasedClientV1.Parser.ParseFrom(stored).Network));

    /// <summary>The snapshot in stored bytes.</summary>
    /// <exception cref="SerializationException">The bytes are damaged.</exception>
    public static TrapSnapshot ReadSnapshot(byte[] stored) => SnapshotBytes.HasValidChecksum(stored)
        ? new([.. TrapsSnapshotV1.Parser.ParseFrom(stored).Clients.Select(Read)])
        : throw new SerializationException("A snapshot of the greylist store is damaged: its checksum does not match.");

    private static TrappedClientV1 Store(TrappedClient client) =>
        new() { Network = client.Network.ToString(), Since = client.Since, Last = client.Last, Trap = client.Trap };

    private static TrappedClient Read(TrappedClientV1 stored) => new(NetworkOf(stored.Network), stored.Since, stored.Last, stored.Trap);

    private static IPNetwork NetworkOf(string stored) => IPNetwork.TryParse(stored, out var network)
        ? network
        : throw new SerializationException($"The greylist store has a trapped client without a network: \"{stored}\".");
}
