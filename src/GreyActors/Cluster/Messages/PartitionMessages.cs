using System.Collections.Immutable;
using Google.Protobuf;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Cluster.Sharding;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>The messages by which machines find partitions, and send requests to them.</summary>
internal static class PartitionMessages
{
    private const string Envelope = "to-partition.v1";

    // A partition has about IdentityRecords.Most counts; it removes the rest at its next event.
    private const int MostCounts = 4 * IdentityRecords.Most;

    /// <summary>Their kinds.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } =
    [
        MessageKind.Of<ToPartition, ToPartitionV1>(Envelope, Write, Read),
        MessageKind.Of<PollPartition, PollPartitionV1>(
            "poll-partition.v1", poll => new PollPartitionV1 { CountsVersion = poll.CountsVersion }, wire => new PollPartition(wire.CountsVersion)),
        MessageKind.Of<PartitionPolled, PartitionPolledV1>("partition-polled.v1", Write, Read),
        MessageKind.Of<PartitionAway, EmptyV1>("partition-away.v1", _ => new EmptyV1(), _ => PartitionAway.Instance),
    ];

    private static ToPartitionV1 Write(ToPartition to) => new()
    {
        Region = to.Region,
        Number = to.Number,
        Manifest = ClusterFormat.ManifestOf(to.Message),
        Message = UnsafeByteOperations.UnsafeWrap(ClusterFormat.Write(to.Message)),
    };

    // A message within a message within a message would cost the stack.
    private static ToPartition Read(ToPartitionV1 wire) => new(
        wire.Region,
        Count(wire.Number),
        wire.Manifest == Envelope ? throw new DamagedMessageException("an envelope contains another") : ClusterFormat.Read(wire.Message.ToByteArray(), wire.Manifest));

    private static PartitionPolledV1 Write(PartitionPolled polled) => new()
    {
        Region = polled.Region,
        Number = polled.Number,
        Machine = polled.Machine,
        Condition = (int)polled.Condition,
        CountsVersion = polled.CountsVersion,
        Counts = polled.Counts is { } counts ? new IdentitiesCountedV1 { Number = counts.Number, Counts = { counts.Counts.Select(AttemptWire.Of) } } : null,
    };

    private static PartitionPolled Read(PartitionPolledV1 wire) => new(
        wire.Region,
        Count(wire.Number),
        wire.Machine,
        Defined<PartitionCondition>(wire.Condition),
        wire.CountsVersion,
        wire.Counts is { } counts ? new IdentitiesCounted(Count(counts.Number), Listed(counts.Counts, MostCounts, AttemptWire.Read)) : null);
}
