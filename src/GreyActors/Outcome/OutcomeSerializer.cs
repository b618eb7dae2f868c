using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using GreyActors.Core.Outcome;

namespace GreyActors.Outcome;

/// <summary>Serializes the outcome for the snapshot store, in the <see cref="OutcomeFormat"/>.</summary>
public sealed class OutcomeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored with every snapshot; must never change.</summary>
    public const int StoredIdentifier = 25_2520;

    private const string Snapshot = "outcome-snapshot.v1";

    /// <inheritdoc/>
    public override int Identifier => StoredIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => Snapshot;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => OutcomeFormat.Write((OutcomeSnapshot)obj);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest was written by a later release or by something else, or the bytes are damaged.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => manifest == Snapshot
        ? OutcomeFormat.Read(bytes)
        : throw new SerializationException($"A \"{manifest}\" is unknown to this release.");
}
