using System.Collections.Immutable;
using GreyActors.Configuration;

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
    ReputationStats Reputation,
    DecisionStats? Decisions)
{
    /// <summary>The problems that an operator should end; empty if all is well.</summary>
    public ImmutableArray<ServiceProblem> Problems { get; init; } = [];

    /// <summary>Whether the greylist defers.</summary>
    public GreylistingMode Mode { get; init; }

    /// <summary>Recipients accepted only because of observe mode, by rule.</summary>
    public SortedDictionary<string, long> WouldDefer { get; init; } = [];

    /// <summary>The certificates for clients, the default first.</summary>
    public ImmutableArray<ShownCertificate> Certificates { get; init; } = [];
}

/// <summary>Connections; <paramref name="TurnedAway"/> by limit.</summary>
public sealed record SessionStats(long Open, long Total, SortedDictionary<string, long> TurnedAway);

/// <summary>Connections to backends.</summary>
public sealed record RelayStats(long Open, long Total, SortedDictionary<string, long> Outcomes);

/// <summary>The greylist, and the number of known pairs and expected replies.</summary>
public sealed record StoreStats(long Failures, long Triplets, long Waiting, long Known, ImmutableArray<PartitionStats> Partitions);

/// <summary>What client identities rest on.</summary>
/// <param name="Dns">Whether the DNS is asked.</param>
/// <param name="PublicSuffixes">The date of the Public Suffix List; null if it is unknown.</param>
/// <param name="SuffixRules">The number of its rules.</param>
/// <param name="Passes">Recipients that passed, by the kind of the identity that had waited.</param>
public sealed record ReputationStats(bool Dns, DateOnly? PublicSuffixes, int SuffixRules, SortedDictionary<string, long> Passes);

/// <summary>One partition of the greylist.</summary>
public sealed record PartitionStats(string Partition, long Triplets, long Waiting);

/// <summary>The decision-log.</summary>
public sealed record DecisionStats(int Kept, long Lost, int Readers);
