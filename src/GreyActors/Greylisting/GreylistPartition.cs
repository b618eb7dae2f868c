using System.Globalization;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Decides about the attempts of its share of the conversations, and answers when the decision is durable.</summary>
/// <remarks>Stops when its <see cref="PersistentPartition"/> does.</remarks>
public sealed class GreylistPartition : PersistentPartition
{
    private readonly GreylistDependencies _dependencies;
    private readonly GreylistState _state = new();
    private readonly ExpirySweep _expiry;
    private readonly PartitionReports _reports;
    private readonly PartitionQueries _queries;

    private GreylistPartition(Nameplate nameplate, int number, GreylistDependencies dependencies)
        : base(nameplate, PersistenceIdOf(number), dependencies.Limits, dependencies.SnapshotBackOff, GreylistRequests.Instance)
    {
        _dependencies = dependencies;
        var triplets = new ExpiringEntries(
            "triplets", "waiting triplets", "greylisting.max-triplets", GreylistState.Segments, segment => _state.Expire(segment, dependencies.Timing(), Now), () => _state.Count);
        _expiry = new ExpirySweep(PersistenceId, triplets, PartitionLog);
        _reports = new PartitionReports(number, _state, Context.Parent, dependencies.Clock);
        _queries = new PartitionQueries(_state, _reports, dependencies);
    }

    /// <summary>The identifier of partition <paramref name="number"/> in the store.</summary>
    public static string PersistenceIdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"greylist-partition-{number:00}");

    /// <summary>Props of partition <paramref name="number"/>.</summary>
    public static Props Props(int number, GreylistDependencies dependencies) =>
        Component.PropsOf(nameplate => new GreylistPartition(nameplate, number, dependencies));

    /// <inheritdoc/>
    protected override int Entries => _state.Count;

    private DateTimeOffset Now => _dependencies.Clock.GetUtcNow();

    /// <inheritdoc/>
    protected override bool Restores(object snapshot)
    {
        if (snapshot is not GreylistSnapshot known)
            return false;
        _state.Restore(known);
        return true;
    }

    /// <inheritdoc/>
    protected override bool Applies(object happened)
    {
        if (happened is not GreylistEvent change)
            return false;
        _state.Apply(change);
        _expiry.CountCrowdedOut(_state.Crowd(_dependencies.MaxTriplets()));
        _state.Identities.Crowd(_reports.Known);
        return true;
    }

    /// <inheritdoc/>
    protected override object TakeState() => _state.TakeSnapshot();

    /// <inheritdoc/>
    protected override void Decide(object request, IActorRef replyTo)
    {
        switch (request)
        {
            case JudgeAttempt judge:
                Judge(judge, replyTo);
                break;
            case ChangeTriplet change:
                Change(change, replyTo);
                break;
            case LearnShare<KnownTriplet> share:
                Learn(share, replyTo);
                break;
            default:
                throw new ArgumentException($"{request.GetType()} is not a request of the greylist.", nameof(request));
        }
    }

    /// <inheritdoc/>
    protected override bool Handles(object message)
    {
        switch (message)
        {
            case ExplainAttempt or SearchSegment<TripletQuery> or CountPartition:
                Sender.Tell(_queries.Answer(message));
                return true;
            case IgnoreIdentities ignore:
                _reports.Ignore(ignore);
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    private protected override SweepTick? Sweep(SweepTick tick) => _expiry.Sweep(tick);

    /// <inheritdoc/>
    protected override void Report() => _reports.Send();

    /// <inheritdoc/>
    protected override void ReportAbsence() => _reports.ShowAbsence();

    private void Judge(JudgeAttempt judge, IActorRef replyTo)
    {
        var decision = GreylistRules.Decide(_state, judge.Attempt, _dependencies.Timing(), Now, _reports.Ignored);
        var judged = new Judged(judge.Number, new JudgeOutcome.Decided(decision.Verdict));
        if (judge.OnlyIfSeen && decision.Verdict.BeginsWait)
            Answer(judge, new Judged(judge.Number, JudgeOutcome.Unseen.Instance), replyTo);
        else if (decision.Event is { } happened)
            Store(happened, judge, judged, replyTo);
        else
            Answer(judge, judged, replyTo);
    }

    private void Change(ChangeTriplet change, IActorRef replyTo)
    {
        var before = _state.Find(change.Triplet);
        Store(change.EventAt(Now, before), change, new TripletChanged(change.Triplet, before, IsDone: true), replyTo);
    }

    private void Learn(LearnShare<KnownTriplet> share, IActorRef replyTo)
    {
        var counts = default(LearnCounts);
        foreach (var brought in share.Entries)
            counts += Learn(brought, replyTo);
        Answer(share, new ShareLearned(share.Partition, counts, NotDone: 0), replyTo);
    }

    private LearnCounts Learn(KnownTriplet brought, IActorRef replyTo)
    {
        var (timing, now) = (_dependencies.Timing(), Now);
        switch (TripletMerge.Judge(brought.Times, timing, now))
        {
            case MergeVerdict.Ahead:
                return new LearnCounts { Ahead = 1 };
            case MergeVerdict.Expired:
                return new LearnCounts { Expired = 1 };
            default:
                var known = _state.Find(brought.Triplet);
                var merged = TripletMerge.Merge(known, brought.Times, timing, now);
                if (merged == known)
                    return new LearnCounts { Unchanged = 1 };
                Store(StoredPartition.EventOf(brought with { Times = merged }), request: null, answer: null, replyTo);
                return known is null ? new LearnCounts { Added = 1 } : new LearnCounts { Updated = 1 };
        }
    }

    private void Store(GreylistEvent happened, object? request, object? answer, IActorRef replyTo)
    {
        Write(happened, request, answer, replyTo);
        _reports.ShowSize();
    }
}
