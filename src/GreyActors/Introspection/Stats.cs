using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Counts since the process started. The maps omit what never happened.</summary>
/// <param name="Decisions">Null if the decision-log does not answer.</param>
public sealed record Stats(
    string Version,
    DateTimeOffset StartedAt,
    double UptimeSeconds,
    SessionStats Sessions,
    SortedDictionary<string, long> Verdicts,
    SortedDictionary<string, long> Mails,
    SortedDictionary<string, long> Replies,
    RelayStats Relays,
    StoreStats Store,
    DecisionStats? Decisions);

/// <summary>Connections; <paramref name="TurnedAway"/> by limit.</summary>
public sealed record SessionStats(long Open, long Total, SortedDictionary<string, long> TurnedAway);

/// <summary>Connections to backends.</summary>
public sealed record RelayStats(long Open, long Total, SortedDictionary<string, long> Outcomes);

/// <summary>The greylist.</summary>
public sealed record StoreStats(long Failures, long Triplets, long Waiting, ImmutableArray<PartitionStats> Partitions);

/// <summary>One partition of the greylist.</summary>
public sealed record PartitionStats(string Partition, long Triplets, long Waiting);

/// <summary>The decision-log.</summary>
public sealed record DecisionStats(int Kept, long Lost, int Readers);
