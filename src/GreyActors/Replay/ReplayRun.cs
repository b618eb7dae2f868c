using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>The outcome of a replay.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Outcomes">For each message the outcome of each recipient.</param>
/// <param name="Samples">The size of the store over time.</param>
/// <param name="Days">The decisions of each day that has some, in the order of time.</param>
/// <param name="Attempts">The number of decisions: each is about one recipient of one try.</param>
/// <param name="Omitted">Tries that would not have happened, because all recipients were accepted or refused before.</param>
/// <param name="Begin">The time at which the site started, in Unix milliseconds.</param>
internal sealed record ReplayRun(
    ImmutableArray<ReplayMessage> Messages,
    ReplayOutcomes Outcomes,
    ImmutableArray<StoreSample> Samples,
    ImmutableArray<DayCounts> Days,
    long Attempts,
    long Omitted,
    long Begin)
{
    /// <summary>The number of triplets at the end.</summary>
    public int Triplets { get; init; }

    /// <summary>The number of known pairs and expected replies at the end.</summary>
    public int KnownEntries { get; init; }

    /// <summary>The number of ignored identities at the end.</summary>
    public int IgnoredIdentities { get; init; }
}

/// <summary>The size of the store.</summary>
/// <param name="At">Unix milliseconds.</param>
internal readonly record struct StoreSample(long At, int Triplets, int KnownEntries);
