using System.Collections.Frozen;
using System.Collections.Immutable;
using Google.Protobuf;

namespace GreyActors.Cluster.Messages;

/// <summary>All messages between machines as Protobuf (<c>cluster.proto</c>), each under a manifest with a version.</summary>
/// <remarks>
/// Machines of this release and of the next one form one cluster during an upgrade. So a manifest keeps its meaning, unknown fields are ignored, and
/// a message that this release cannot read becomes an <see cref="UnknownMessage"/>.
/// </remarks>
internal static class ClusterFormat
{
    /// <summary>All kinds of messages. Each part of the program that sends messages to other machines adds its own.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } = [.. GreylistMessages.Kinds, .. KnownMessages.Kinds, .. TrapMessages.Kinds, .. PartitionMessages.Kinds, .. IntrospectionMessages.Kinds, .. MachineMessages.Kinds];

    private static readonly FrozenDictionary<Type, MessageKind> ByType = Kinds.ToFrozenDictionary(kind => kind.Type);

    private static readonly FrozenDictionary<string, MessageKind> ByManifest = Kinds.ToFrozenDictionary(kind => kind.Manifest, StringComparer.Ordinal);

    /// <summary>The manifest of a message.</summary>
    /// <exception cref="ArgumentException">The message never crosses machines.</exception>
    public static string ManifestOf(object message) => KindOf(message).Manifest;

    /// <summary>The bytes of a message.</summary>
    /// <exception cref="ArgumentException">The message never crosses machines.</exception>
    public static byte[] Write(object message) => KindOf(message).Write(message);

    /// <summary>The message in bytes; an <see cref="UnknownMessage"/> if this release cannot read it.</summary>
    public static object Read(byte[] bytes, string manifest)
    {
        if (!ByManifest.TryGetValue(manifest, out var kind))
            return new UnknownMessage(manifest);
        try
        {
            return kind.Read(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or DamagedMessageException)
        {
            return new UnknownMessage(manifest);
        }
    }

    private static MessageKind KindOf(object message) => ByType.TryGetValue(message.GetType(), out var kind)
        ? kind
        : throw new ArgumentException($"{message.GetType()} is not sent to other machines.", nameof(message));
}
