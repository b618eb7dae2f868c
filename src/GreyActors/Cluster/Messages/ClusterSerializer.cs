using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using GreyActors.Observability;

namespace GreyActors.Cluster.Messages;

/// <summary>Serializes the messages between machines, in the <see cref="ClusterFormat"/>.</summary>
/// <remarks>It never fails while it reads: Akka would log an error with each message of a later release.</remarks>
internal sealed class ClusterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Sent with every message; must never change.</summary>
    public const int SentIdentifier = 25_2502;

    /// <summary>The types this serializer is registered for: these and no others.</summary>
    public static ImmutableArray<Type> Types { get; } = [.. ClusterFormat.Kinds.Select(kind => kind.Type)];

    /// <inheritdoc/>
    public override int Identifier => SentIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => ClusterFormat.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ClusterFormat.Write(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var message = ClusterFormat.Read(bytes, manifest);
        if (message is UnknownMessage)
        {
            MessageMeters.CountUnknown();
            system.Log.Debug("a message \"{0}\" of another machine with {1} bytes is unknown here, or damaged", manifest, bytes.Length);
        }

        return message;
    }
}
