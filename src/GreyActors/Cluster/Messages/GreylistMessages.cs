using System.Collections.Immutable;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>The messages of the greylist to other machines.</summary>
internal static class GreylistMessages
{
    /// <summary>Their kinds.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } =
    [
        MessageKind.Of<JudgeAttempt, JudgeAttemptV1>(
            "judge-attempt.v1",
            judge => new JudgeAttemptV1 { Number = judge.Number, Attempt = AttemptWire.Of(judge.Attempt), OnlyIfSeen = judge.OnlyIfSeen },
            wire => new JudgeAttempt(wire.Number, AttemptWire.Read(wire.Attempt)) { OnlyIfSeen = wire.OnlyIfSeen }),
        MessageKind.Of<Judged, JudgedV1>("judged.v1", Write, Read),
        MessageKind.Of<ExplainAttempt, ExplainAttemptV1>(
            "explain-attempt.v1",
            explain => new ExplainAttemptV1 { Attempt = AttemptWire.Of(explain.Attempt), Counts = { explain.Counts.Select(AttemptWire.Of) } },
            wire => new ExplainAttempt(AttemptWire.Read(wire.Attempt)) { Counts = Listed(wire.Counts, AttemptWire.MostIdentities, AttemptWire.Read) }),
        MessageKind.Of<Explained, ExplainedV1>("explained.v1", Write, Read),
        MessageKind.Of<SearchSegment<TripletQuery>, SearchTripletsV1>("search-triplets.v1", Write, Read),
        MessageKind.Of<SegmentSearched<KnownTriplet>, TripletsSearchedV1>(
            "triplets-searched.v1",
            searched => new TripletsSearchedV1 { Found = { searched.Found.Select(TripletWire.Of) }, Next = TripletWire.Of(searched.Next) },
            wire => new SegmentSearched<KnownTriplet>(
                Listed(wire.Found, ListTriplets.Longest, TripletWire.Read), TripletWire.Read(wire.Next, GreylistState.Segments))),
        MessageKind.Of<CountPartition, CountPartitionV1>(
            "count-partition.v1", count => new CountPartitionV1 { Number = count.Number }, wire => new CountPartition(Count(wire.Number))),
        MessageKind.Of<PartitionCounted, PartitionCountedV1>(
            "partition-counted.v1",
            counted => new PartitionCountedV1 { Number = counted.Number, Waiting = counted.Waiting, Passed = counted.Passed },
            wire => new PartitionCounted(Count(wire.Number), Count(wire.Waiting), Count(wire.Passed))),
        MessageKind.Of<ChangeTriplet.Forget, ChangeTripletV1>(
            "forget-triplet.v1", Write, wire => new ChangeTriplet.Forget(TripletWire.Read(wire.Triplet))),
        MessageKind.Of<ChangeTriplet.Allow, ChangeTripletV1>(
            "allow-triplet.v1", Write, wire => new ChangeTriplet.Allow(TripletWire.Read(wire.Triplet))),
        MessageKind.Of<TripletChanged, TripletChangedV1>(
            "triplet-changed.v1",
            changed => new TripletChangedV1 { Triplet = TripletWire.Of(changed.Triplet), Before = TripletWire.Of(changed.Before), IsDone = changed.IsDone },
            wire => new TripletChanged(TripletWire.Read(wire.Triplet), TripletWire.Read(wire.Before), wire.IsDone)),
        MessageKind.Of<LearnShare<KnownTriplet>, LearnTripletsV1>(
            "learn-triplets.v1",
            share => new LearnTripletsV1 { Partition = share.Partition, Entries = { share.Entries.Select(TripletWire.Of) } },
            wire => new LearnShare<KnownTriplet>(Count(wire.Partition), Listed(wire.Entries, Learned.Most, TripletWire.Read))),
        MessageKind.Of<ShareLearned, ShareLearnedV1>("share-learned.v1", Write, Read),
    ];

    private static JudgedV1 Write(Judged judged) => judged.Outcome switch
    {
        JudgeOutcome.Decided decided => new JudgedV1 { Number = judged.Number, Decided = AttemptWire.Of(decided.Verdict) },
        JudgeOutcome.Unseen => new JudgedV1 { Number = judged.Number, Unseen = true },
        JudgeOutcome.Crowded => new JudgedV1 { Number = judged.Number, Crowded = true },
        JudgeOutcome.Unavailable => new JudgedV1 { Number = judged.Number, Unavailable = true },
        _ => throw new ArgumentException($"{judged.Outcome} is unknown.", nameof(judged)),
    };

    private static Judged Read(JudgedV1 wire) => new(wire.Number, wire.OutcomeCase switch
    {
        JudgedV1.OutcomeOneofCase.Decided => new JudgeOutcome.Decided(AttemptWire.Read(wire.Decided)),
        JudgedV1.OutcomeOneofCase.Unseen => JudgeOutcome.Unseen.Instance,
        JudgedV1.OutcomeOneofCase.Crowded => JudgeOutcome.Crowded.Instance,
        JudgedV1.OutcomeOneofCase.Unavailable => JudgeOutcome.Unavailable.Instance,
        _ => throw new DamagedMessageException("a verdict has no outcome"),
    });

    private static ExplainedV1 Write(Explained explained)
    {
        if (explained.Explanation is not { } explanation)
            return new ExplainedV1();
        var wire = new ExplainedV1 { Verdict = AttemptWire.Of(explanation.Verdict), Triplets = { explanation.Triplets.Select(TripletWire.Of) } };
        if (explanation.PassesFrom is { } from)
            wire.PassesFrom = from.UtcTicks;
        if (explanation.PassesUntil is { } until)
            wire.PassesUntil = until.UtcTicks;
        return wire;
    }

    private static Explained Read(ExplainedV1 wire) => new(wire.Verdict is null
        ? null
        : new Explanation(
            AttemptWire.Read(wire.Verdict),
            Listed(wire.Triplets, AttemptWire.MostIdentities, TripletWire.Read),
            wire.HasPassesFrom ? Time(wire.PassesFrom) : null,
            wire.HasPassesUntil ? Time(wire.PassesUntil) : null));

    private static SearchTripletsV1 Write(SearchSegment<TripletQuery> search)
    {
        var wire = new SearchTripletsV1 { Most = search.Most, From = TripletWire.Of(search.From) };
        if (search.Query.Identity is { } identity)
            wire.Identity = identity.Source;
        if (search.Query.ReversePath is { } reversePath)
            wire.ReversePath = reversePath.Source;
        if (search.Query.ForwardPath is { } forwardPath)
            wire.ForwardPath = forwardPath.Source;
        if (search.Query.HasPassed is { } hasPassed)
            wire.HasPassed = hasPassed;
        if (search.Query.SeenFrom is { } from)
            wire.SeenFrom = from;
        if (search.Query.SeenUntil is { } until)
            wire.SeenUntil = until;
        return wire;
    }

    private static SearchSegment<TripletQuery> Read(SearchTripletsV1 wire) => new(
        new TripletQuery(
            PatternWire.Identity(wire.HasIdentity, wire.Identity),
            PatternWire.Text(wire.HasReversePath, wire.ReversePath),
            PatternWire.Text(wire.HasForwardPath, wire.ForwardPath),
            wire.HasHasPassed ? wire.HasPassed : null,
            wire.HasSeenFrom ? wire.SeenFrom : null,
            wire.HasSeenUntil ? wire.SeenUntil : null),
        Within(1, wire.Most, ListTriplets.Longest),
        TripletWire.Read(Present(wire.From), GreylistState.Segments)!.Value);

    private static ChangeTripletV1 Write(ChangeTriplet change) => new() { Triplet = TripletWire.Of(change.Triplet) };

    private static ShareLearnedV1 Write(ShareLearned learned) => new()
    {
        Partition = learned.Partition,
        Added = learned.Counts.Added,
        Updated = learned.Counts.Updated,
        Unchanged = learned.Counts.Unchanged,
        Expired = learned.Counts.Expired,
        Ahead = learned.Counts.Ahead,
        NotDone = learned.NotDone,
    };

    private static ShareLearned Read(ShareLearnedV1 wire) => new(
        Count(wire.Partition),
        new LearnCounts(Count(wire.Added), Count(wire.Updated), Count(wire.Unchanged), Count(wire.Expired), Count(wire.Ahead)),
        Count(wire.NotDone));
}
