using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace GreyActors.Cluster.Machines;

/// <summary>Akka's serializer of its small messages, limited to those that machines exchange: the search for an actor, references, and signs of life.</summary>
/// <remarks>
/// The others can stop actors, or contain an exception whose type the sender names. Created by Akka, by its name in <see cref="SerializerHocon"/>.
/// </remarks>
public sealed class LimitedMiscSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    // Identify, ActorIdentity, a reference, the heartbeat of remote watching and its reply.
    private static readonly FrozenSet<string> Read = new[] { "ID", "AID", "AR", "RWHB", "RWHR" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly MiscMessageSerializer _all = new(system);

    /// <summary>The number of Akka's serializer.</summary>
    public override int Identifier => _all.Identifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => _all.Manifest(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _all.ToBinary(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) =>
        Read.Contains(manifest) ? _all.FromBinary(bytes, manifest) : throw new SerializationException($"a message {manifest} of Akka, which no machine sends, was refused");
}
