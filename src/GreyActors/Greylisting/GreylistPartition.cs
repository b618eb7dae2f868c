using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Decides about the attempts of its share of the conversations, and answers when what it decided is durable.</summary>
/// <remarks>
/// <para>
/// An event is applied when it is decided and written behind that, together with those of the attempts that come meanwhile;
/// the answer waits for the write. So every decision sees all earlier ones, nobody hears of one that could still be lost, and a
/// write carries as many attempts as came during the one before it. Memory is ahead of the disk for that long: when a write
/// fails the actor stops, and its successor knows only what was stored. A snapshot is taken when the two agree
/// (docs/decisions/0002-decide-before-durable-reply-after.md).
/// </para>
/// <para>Stops when the journal fails or rejects a write, or recovery fails; its parent makes it again.</para>
/// </remarks>
public sealed class GreylistPartition : UntypedPersistentActor
{
    private readonly Nameplate _nameplate;
    private readonly Func<GreylistTiming> _timing;
    private readonly TimeProvider _clock;
    private readonly PartitionLimits _limits;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private readonly GreylistState _state = new();
    private readonly Queue<Outstanding> _outstanding = new();
    private readonly Queue<Held> _held = new();
    private int _eventsSinceSnapshot;
    private bool _snapshotWanted;
    private long _crowdedOut;
    private long _crowdedOutTold;

    private GreylistPartition(Nameplate nameplate, string persistenceId, GreylistParts parts)
    {
        _nameplate = nameplate;
        PersistenceId = persistenceId;
        _timing = parts.Timing;
        _clock = parts.Clock;
        _limits = parts.Limits;
        _nameplate.Show("Recovering");
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>The name under which partition <paramref name="number"/> is stored.</summary>
    public static string PersistenceIdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"greylist-partition-{number:00}");

    /// <summary>Props of the partition that is stored under <paramref name="persistenceId"/>.</summary>
    public static Props Props(string persistenceId, GreylistParts parts) =>
        Component.PropsOf(nameplate => new GreylistPartition(nameplate, persistenceId, parts));

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: GreylistSnapshot snapshot }:
                _state.Restore(snapshot);
                break;
            case GreylistEvent happened:
                Learn(happened);
                _eventsSinceSnapshot++;
                break;
            case RecoveryCompleted:
                EnterJudging();
                Context.Parent.Tell(PartitionRecovered.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnCommand(object message) => Unhandled(message);

    private void Judging(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt when IsFull:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            case JudgeAttempt attempt:
                Judge(attempt.Attempt, Sender);
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    // A snapshot is due, and writes are under way: attempts are held until the last of these is done, which takes as long as a write.
    private void AwaitingWrites(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt when IsFull:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            case JudgeAttempt attempt:
                _held.Enqueue(new Held(attempt.Attempt, Sender));
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    private void Housekeeping(object message)
    {
        switch (message)
        {
            case StoreMadeAnew when LastSequenceNr > 0:
                WantSnapshot();
                break;
            case StoreMadeAnew:
                break;
            case ExpireTriplets:
                if (_snapshotWanted)
                    WantSnapshot();
                Self.Tell(new SweepTick(Segment: 0, Forgotten: 0));
                break;
            case SweepTick sweep:
                Sweep(sweep);
                break;
            case SaveSnapshotSuccess saved:
                DeleteMessages(saved.Metadata.SequenceNr);
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                // The events are still there; but not all of them, where the store was made anew: so it is tried again at the next sweep.
                _log.Warning(failed.Cause, "{0}: no snapshot could be saved", PersistenceId);
                _snapshotWanted = true;
                break;
            case DeleteMessagesSuccess or DeleteSnapshotsSuccess:
                Context.Parent.Tell(GiveSpaceBack.Instance);
                break;
            case DeleteMessagesFailure failed:
                _log.Warning(failed.Cause, "{0}: events that a snapshot replaces could not be deleted", PersistenceId);
                break;
            case DeleteSnapshotsFailure failed:
                _log.Warning(failed.Cause, "{0}: older snapshots could not be deleted", PersistenceId);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private bool IsFull => _outstanding.Count + _held.Count >= _limits.MaxOutstanding;

    private void EnterJudging()
    {
        _nameplate.Show(nameof(Judging));
        Become(Judging);
    }

    private void Judge(Attempt attempt, IActorRef replyTo)
    {
        var decision = GreylistRules.Decide(_state, attempt, _timing(), _clock.GetUtcNow());
        var judged = new Judged(attempt, new JudgeOutcome.Decided(decision.Verdict));
        if (decision.Event is { } happened)
        {
            Learn(happened);
            _outstanding.Enqueue(new Outstanding(replyTo, judged, IsWritten: true));
            PersistAsync(happened, _ => Answer());
            _eventsSinceSnapshot++;
            if (IsSnapshotDue)
                EnterAwaitingWrites();
        }
        else if (_outstanding.Count > 0)
        {
            // It may rest on an event that is not durable yet, so it is answered after those before it. Not DeferAsync: that sends
            // an empty write to the journal for each, which Akka.Persistence.Sql fails and its circuit breaker counts.
            _outstanding.Enqueue(new Outstanding(replyTo, judged, IsWritten: false));
        }
        else
        {
            replyTo.Tell(judged);
        }
    }

    private void Learn(GreylistEvent happened)
    {
        _state.Apply(happened);
        _crowdedOut += _state.Crowd(_limits.MaxTriplets);
    }

    // The journal's successes come in the order of the events.
    private void Answer()
    {
        do
            _outstanding.Dequeue().Tell();
        while (_outstanding.TryPeek(out var next) && !next.IsWritten);

        if (_outstanding.Count == 0 && IsSnapshotDue)
            TakeSnapshot();
    }

    // A snapshot holds everything: the more there is, the seldomer it is worth to write it.
    private bool IsSnapshotDue => _snapshotWanted || _eventsSinceSnapshot >= Math.Max(_limits.SnapshotEvery, _state.Count / 8);

    private void WantSnapshot()
    {
        _snapshotWanted = true;
        if (_outstanding.Count == 0)
            TakeSnapshot();
        else
            EnterAwaitingWrites();
    }

    private void EnterAwaitingWrites()
    {
        _nameplate.Show(nameof(AwaitingWrites));
        Become(AwaitingWrites);
    }

    private void TakeSnapshot()
    {
        _eventsSinceSnapshot = 0;
        _snapshotWanted = false;
        SaveSnapshot(_state.TakeSnapshot());
        EnterJudging();
        while (!IsSnapshotDue && _held.TryDequeue(out var held))
            Judge(held.Attempt, held.ReplyTo);
    }

    private void Sweep(SweepTick sweep)
    {
        var forgotten = sweep.Forgotten + _state.Expire(sweep.Segment, _timing(), _clock.GetUtcNow());
        if (sweep.Segment + 1 < GreylistState.Segments)
            Self.Tell(new SweepTick(sweep.Segment + 1, forgotten));
        else
            TellOfSweep(forgotten);
    }

    private void TellOfSweep(int expired)
    {
        if (expired > 0)
            _log.Debug("{0}: {1} triplets expired, {2} are left", PersistenceId, expired, _state.Count);
        if (_crowdedOut > _crowdedOutTold)
        {
            _log.Warning(
                "{0}: greylisting.max-triplets is reached; {1} waiting triplets were forgotten, {2} since the start, {3} are left",
                PersistenceId, _crowdedOut - _crowdedOutTold, _crowdedOut, _state.Count);
        }

        _crowdedOutTold = _crowdedOut;
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <summary>Whatever ended the partition: who still waits hears that no answer comes.</summary>
    protected override void PostStop()
    {
        foreach (var outstanding in _outstanding)
            outstanding.ReplyTo.Tell(Unavailable(outstanding.Judged.Attempt));
        foreach (var held in _held)
            held.ReplyTo.Tell(Unavailable(held.Attempt));
        base.PostStop();
    }

    private static Judged Unavailable(Attempt attempt) => new(attempt, JudgeOutcome.Unavailable.Instance);

    private readonly record struct Outstanding(IActorRef ReplyTo, Judged Judged, bool IsWritten)
    {
        public void Tell() => ReplyTo.Tell(Judged);
    }

    private readonly record struct Held(Attempt Attempt, IActorRef ReplyTo);

    private sealed record SweepTick(int Segment, int Forgotten);
}
