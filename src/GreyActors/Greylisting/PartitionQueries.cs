using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Answers the queries of a partition, which change nothing.</summary>
internal sealed class PartitionQueries(GreylistState state, PartitionReports reports, GreylistDependencies dependencies)
{
    /// <summary>The answer to a query.</summary>
    public object Answer(object query) => query switch
    {
        ExplainAttempt explain => new Explained(GreylistExplainer.Explain(
            state, explain.Attempt, dependencies.Timing(), dependencies.Clock.GetUtcNow(), reports.Ignored, explain.Counts)),
        SearchSegment<TripletQuery> search => Search(search),
        CountPartition count => new PartitionCounted(count.Number, state.Waiting, state.Count - state.Waiting),
        _ => throw new ArgumentException($"{query.GetType()} is not a query.", nameof(query)),
    };

    private SegmentSearched<KnownTriplet> Search(SearchSegment<TripletQuery> search)
    {
        var found = new List<KnownTriplet>();
        var next = state.Search(search.From, search.Most, search.Query, dependencies.Timing(), dependencies.Clock.GetUtcNow(), found);
        return new SegmentSearched<KnownTriplet>([.. found], next);
    }
}
