using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace GreyActors.Cluster.Machines;

/// <summary>The serializer of every type that must not cross machines: it refuses both directions.</summary>
/// <remarks>Created by Akka, by its name in <see cref="SerializerHocon"/>.</remarks>
public sealed class RefusingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number in messages. Those that Akka gives to the serializers in its place are then unknown.</summary>
    public const int Number = 25_2599;

    /// <summary>The same, for the serializers that Akka creates with settings.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : this(system) => _ = settings;

    /// <inheritdoc/>
    public override int Identifier => Number;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} must not be sent to another machine");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => throw new SerializationException("a message of a type that no machine sends was refused");

    /// <inheritdoc/>
    public override string Manifest(object o) => "";
}
