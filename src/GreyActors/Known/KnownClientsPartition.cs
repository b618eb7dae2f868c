using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Known;

/// <summary>Has the known pairs and the expected replies of its share of the organisations: lets their mail pass, and forwards all other attempts to the greylist.</summary>
/// <remarks>Stops when its <see cref="PersistentPartition"/> does.</remarks>
public sealed class KnownClientsPartition : PersistentPartition
{
    private readonly int _number;
    private readonly KnownClientsDependencies _dependencies;
    private readonly KnownClientsState _state = new();
    private readonly ExpirySweep _expiry;
    private IgnoredIdentities _ignored = IgnoredIdentities.None;

    private KnownClientsPartition(Nameplate nameplate, int number, KnownClientsDependencies dependencies, KnownClientsRequests requests)
        : base(nameplate, StoredKnownClients.PersistenceIdOf(number), dependencies.LimitsOf(number), dependencies.SnapshotBackOff, requests)
    {
        _number = number;
        _dependencies = dependencies;
        var known = new ExpiringEntries(
            "known clients", "known clients", "known-clients.max-pairs", KnownClientsState.Segments, segment => _state.Expire(segment, dependencies.Timing(), Now), () => _state.Count);
        _expiry = new ExpirySweep(PersistenceId, known, PartitionLog);
    }

    /// <summary>Props of partition <paramref name="number"/>.</summary>
    internal static Props Props(int number, KnownClientsDependencies dependencies, KnownClientsRequests requests) =>
        Component.PropsOf(nameplate => new KnownClientsPartition(nameplate, number, dependencies, requests));

    /// <inheritdoc/>
    protected override int Entries => _state.Count;

    private DateTimeOffset Now => _dependencies.Clock.GetUtcNow();

    /// <inheritdoc/>
    protected override bool Restores(object snapshot)
    {
        if (snapshot is not KnownClientsSnapshot known)
            return false;
        _state.Restore(known);
        return true;
    }

    /// <inheritdoc/>
    protected override bool Applies(object happened)
    {
        if (happened is not KnownClientsEvent change)
            return false;
        _state.Apply(change);
        _expiry.CountCrowdedOut(_state.Crowd(_dependencies.MaxEntries()));
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
            case NotePass note:
                StoreOrAnswer(KnownClientsRules.LearnPass(_state, note.Attempt, _dependencies.Timing(), Now, _ignored), note, new PassNoted(note.Number), replyTo);
                break;
            case NoteSent sent:
                if (KnownClientsRules.LearnSent(_state, sent.Organisation, sent.Sender, _dependencies.Timing(), Now) is { } learned)
                    Store(learned, request: null, answer: null, replyTo);
                break;
            case ChangeKnown change:
                var before = _state.Find(change.Key);
                Store(change.EventAt(Now, before), change, new KnownChanged(change.Key, before, IsDone: true), replyTo);
                break;
            case LearnShare<KnownEntry> share:
                Learn(share, replyTo);
                break;
            default:
                throw new ArgumentException($"{request.GetType()} is not a request of the known clients.", nameof(request));
        }
    }

    /// <inheritdoc/>
    protected override bool Handles(object message)
    {
        switch (message)
        {
            case ExplainKnown explain:
                Sender.Tell(new KnownExplained(KnownExplanation.Of(_state, explain.Attempt, _dependencies.Timing(), Now, _ignored)));
                return true;
            case SearchSegment<KnownQuery> search:
                var found = new List<KnownEntry>();
                var next = _state.Search(search.From, search.Most, search.Query, _dependencies.Timing(), Now, found);
                Sender.Tell(new SegmentSearched<KnownEntry>([.. found], next));
                return true;
            case IgnoreIdentities ignore:
                _ignored = ignore.Identities;
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    private protected override SweepTick? Sweep(SweepTick tick) => _expiry.Sweep(tick);

    /// <inheritdoc/>
    protected override void Report() => Meters.RecordKnownClients(_number, _state.Count);

    /// <inheritdoc/>
    protected override void ReportAbsence() => Meters.RecordKnownClients(_number, 0);

    private void Judge(JudgeAttempt judge, IActorRef replyTo)
    {
        var decision = KnownClientsRules.Decide(_state, judge.Attempt, _dependencies.Timing(), Now, _ignored);
        if (decision.Verdict is { } verdict)
            StoreOrAnswer(decision.Event, judge, new Judged(judge.Number, new JudgeOutcome.Decided(verdict)), replyTo);
        else
            _dependencies.Greylist.Tell(judge, replyTo);
    }

    private void Learn(LearnShare<KnownEntry> share, IActorRef replyTo)
    {
        var counts = default(LearnCounts);
        foreach (var brought in share.Entries)
            counts += Learn(brought, replyTo);
        Answer(share, new ShareLearned(share.Partition, counts, NotDone: 0), replyTo);
    }

    private LearnCounts Learn(KnownEntry brought, IActorRef replyTo)
    {
        var (timing, now) = (_dependencies.Timing(), Now);
        switch (KnownMerge.Judge(brought, timing, now))
        {
            case MergeVerdict.Ahead:
                return new LearnCounts { Ahead = 1 };
            case MergeVerdict.Expired:
                return new LearnCounts { Expired = 1 };
            default:
                var known = _state.Find(brought.Key);
                var merged = KnownMerge.Merge(known, brought, timing, now);
                if (merged == known)
                    return new LearnCounts { Unchanged = 1 };
                Store(new KnownClientsEvent.Noted([brought with { Times = merged }]), request: null, answer: null, replyTo);
                return known is null ? new LearnCounts { Added = 1 } : new LearnCounts { Updated = 1 };
        }
    }

    private void StoreOrAnswer(KnownClientsEvent? happened, object request, object answer, IActorRef replyTo)
    {
        if (happened is null)
            Answer(request, answer, replyTo);
        else
            Store(happened, request, answer, replyTo);
    }

    private void Store(KnownClientsEvent happened, object? request, object? answer, IActorRef replyTo)
    {
        Write(happened, request, answer, replyTo);
        Meters.CountKnownClientWrite();
        Meters.RecordKnownClients(_number, _state.Count);
    }
}
