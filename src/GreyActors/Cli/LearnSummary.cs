using GreyActors.Greylisting;
using GreyActors.Learning;

namespace GreyActors.Cli;

/// <summary>The outcome of <c>greyactors learn maillog</c>; docs/learning.md describes the fields.</summary>
/// <param name="Found">The contents of the logs.</param>
/// <param name="Triplets">The number of triplets in the logs.</param>
/// <param name="Pairs">The number of known pairs in the logs.</param>
/// <param name="NotLearnt">The number of triplets and pairs that were left out because there are too many.</param>
/// <param name="Target">The store or the service that has them now; null for a dry run.</param>
/// <param name="TripletChanges">The changes in the store; null for a dry run.</param>
/// <param name="PairChanges">The changes in the store; null for a dry run.</param>
internal sealed record LearnSummary(
    HistoryFound Found, long Triplets, long Pairs, long NotLearnt, string? Target, LearnCounts? TripletChanges, LearnCounts? PairChanges);
