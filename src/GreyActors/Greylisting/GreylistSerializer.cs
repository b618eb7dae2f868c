using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Traps;

namespace GreyActors.Greylisting;

/// <summary>Serializes events and snapshots for the journal and the snapshot store, in the <see cref="GreylistFormat"/>.</summary>
public sealed class GreylistSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored with every event and snapshot; must never change.</summary>
    public const int StoredIdentifier = 25_2501;

    /// <summary>The types this serializer is registered for: these and no others.</summary>
    public static ImmutableArray<Type> Types { get; } =
    [
        typeof(GreylistEvent.AttemptNoted),
        typeof(GreylistEvent.TripletPassed),
        typeof(GreylistEvent.PassRefreshed),
        typeof(GreylistEvent.TripletForgotten),
        typeof(GreylistSnapshot),
        typeof(KnownClientsEvent.Noted),
        typeof(KnownClientsEvent.Forgotten),
        typeof(KnownClientsSnapshot),
        typeof(TrapEvent.Trapped),
        typeof(TrapEvent.Released),
        typeof(TrapSnapshot),
    ];

    /// <inheritdoc/>
    public override int Identifier => StoredIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => GreylistFormat.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => GreylistFormat.Write(obj);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest was written by a later release or by something else, or the bytes are damaged.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => GreylistFormat.Read(bytes, manifest);
}
