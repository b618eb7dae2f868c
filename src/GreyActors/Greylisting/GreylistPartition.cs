using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>Decides about the attempts of its share of the conversations, and answers when the decision is durable.</summary>
/// <remarks>
/// An event is applied when it is decided. It is written after that, together with the events of other attempts that arrive meanwhile, and the answer
/// waits for the write. So every decision sees all earlier ones, no client gets an answer that could still be lost, and a write carries as many attempts
/// as arrived during the write before it. Memory is ahead of the disk for that long: when a write fails, the actor stops, and its successor knows only
/// the stored events. A snapshot is taken when memory and disk agree (docs/decisions/0002-decide-before-durable-reply-after.md).
/// Stops when the journal fails or rejects a write, or recovery fails; its parent recreates it.
/// </remarks>
public sealed class GreylistPartition : UntypedPersistentActor, IWithTimers
{
    private readonly Nameplate _nameplate;
    private readonly GreylistDependencies _dependencies;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly GreylistState _state = new();
    private readonly PendingAnswers _pending = new();
    private readonly SnapshotSchedule _snapshots;
    private readonly ExpirySweep _expiry;
    private readonly PartitionReports _reports;
    private readonly PartitionQueries _queries;
    private long _snapshotAt;
    private bool _awaitsWrites;
    private bool _isDraining;

    private GreylistPartition(Nameplate nameplate, int number, GreylistDependencies dependencies)
    {
        _nameplate = nameplate;
        _dependencies = dependencies;
        PersistenceId = PersistenceIdOf(number);
        _snapshots = new SnapshotSchedule(dependencies.Limits.SnapshotEvery, dependencies.SnapshotBackOff);
        _expiry = new ExpirySweep(PersistenceId, _state, _log);
        _reports = new PartitionReports(number, _state, Context.Parent, dependencies.Clock);
        _queries = new PartitionQueries(_state, _reports, dependencies);
        _nameplate.Show("Recovering");
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>The identifier of partition <paramref name="number"/> in the store.</summary>
    public static string PersistenceIdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"greylist-partition-{number:00}");

    /// <summary>Props of partition <paramref name="number"/>.</summary>
    public static Props Props(int number, GreylistDependencies dependencies) =>
        Component.PropsOf(nameplate => new GreylistPartition(nameplate, number, dependencies));

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: GreylistSnapshot snapshot } offer:
                _state.Restore(snapshot);
                _snapshotAt = offer.Metadata.SequenceNr;
                break;
            case GreylistEvent happened:
                Apply(happened);
                _snapshots.CountEvent();
                break;
            case RecoveryCompleted:
                Enter(Judging);
                Context.Parent.Tell(PartitionRecovered.Instance);
                _reports.Send();
                // A clean stop, and a crash, leave the events that the last snapshot replaced.
                if (_snapshotAt > 0)
                    DeleteBefore(_snapshotAt);
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
            case ChangeTriplet change when IsFull:
                Sender.Tell(change.NotDone);
                break;
            case ChangeTriplet change:
                Change(change, Sender);
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    // A snapshot is due, and events are being written: attempts are held until the last of these is durable, which takes one write.
    private void AwaitingWrites(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt when IsFull:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            case JudgeAttempt attempt:
                _pending.Hold(attempt.Attempt, Sender);
                break;
            case ChangeTriplet change:
                // An operator tries again.
                Sender.Tell(change.NotDone);
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    // In both behaviours: queries, snapshots and the events that they replace, expiry.
    private void Housekeeping(object message)
    {
        switch (message)
        {
            case ExplainAttempt or SearchSegment or CountPartition:
                Sender.Tell(_queries.Answer(message));
                break;
            case IgnoreIdentities ignore:
                _reports.Ignore(ignore);
                break;
            case StoreRecreated when LastSequenceNr > 0:
                RequestSnapshot();
                break;
            case DrainGreylist when _snapshots.IsUpToDate:
                Context.Stop(Self);
                break;
            case DrainGreylist:
                _isDraining = true;
                RequestSnapshot();
                break;
            case RetrySnapshotTick when _snapshots.IsRequested:
                RequestSnapshot();
                break;
            case RetrySnapshotTick:
                _snapshots.Resume();
                break;
            case ExpireTriplets:
                Self.Tell(SweepTick.First);
                break;
            case SweepTick sweep:
                Sweep(sweep);
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure when _isDraining:
                // The next start deletes the events that the snapshot replaces.
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                _snapshots.Saved();
                DeleteBefore(saved.Metadata.SequenceNr);
                break;
            case SaveSnapshotFailure failed:
                // The events are still in the store, unless it was recreated: so the snapshot is retried.
                RetrySnapshot(failed.Cause);
                break;
            case DeleteMessagesSuccess or DeleteSnapshotsSuccess or StoreRecreated:
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

    private bool IsFull => _pending.Count >= _dependencies.Limits.MaxOutstanding;

    private void Enter(UntypedReceive behaviour)
    {
        _awaitsWrites = behaviour == AwaitingWrites;
        _nameplate.Show(behaviour.Method.Name);
        Become(behaviour);
    }

    private void Judge(Attempt attempt, IActorRef replyTo)
    {
        var decision = GreylistRules.Decide(_state, attempt, _dependencies.Timing(), _dependencies.Clock.GetUtcNow(), _reports.Ignored);
        var judged = new Judged(attempt, new JudgeOutcome.Decided(decision.Verdict));
        if (decision.Event is { } happened)
            Write(happened, replyTo, judged, Judged.Unavailable(attempt));
        else
            _pending.AnswerAfterWrites(replyTo, judged, Judged.Unavailable(attempt));
    }

    private void Change(ChangeTriplet change, IActorRef replyTo)
    {
        var before = _state.Find(change.Triplet);
        var happened = change.EventAt(_dependencies.Clock.GetUtcNow(), before);
        Write(happened, replyTo, new TripletChanged(change.Triplet, before, IsDone: true), new TripletChanged(change.Triplet, before, IsDone: false));
    }

    private void Write(GreylistEvent happened, IActorRef replyTo, object answer, object otherwise)
    {
        Apply(happened);
        _reports.ShowSize();
        _pending.AddWrite(replyTo, answer, otherwise);
        var decidedAt = Stopwatch.GetTimestamp();
        PersistAsync(happened, _ => Written(decidedAt));
        _snapshots.CountEvent();
        if (_snapshots.IsDue(_state.Count))
            Enter(AwaitingWrites);
    }

    private void Apply(GreylistEvent happened)
    {
        _state.Apply(happened);
        _expiry.CountCrowdedOut(_state.Crowd(_dependencies.MaxTriplets()));
        _state.Identities.Crowd(_reports.Known);
    }

    private void Written(long decidedAt)
    {
        Meters.RecordStoreWrite(decidedAt);
        _pending.Confirm();
        // Even if another snapshot has failed meanwhile: attempts are held until this one is taken.
        if (!_pending.AwaitsJournal && _awaitsWrites)
            TakeSnapshot();
    }

    private void RequestSnapshot()
    {
        _snapshots.Resume();
        Timers.Cancel(RetrySnapshotTick.Instance);
        _snapshots.Request();
        if (_pending.AwaitsJournal)
            Enter(AwaitingWrites);
        else
            TakeSnapshot();
    }

    private void TakeSnapshot()
    {
        _snapshots.Taken();
        SaveSnapshot(_state.TakeSnapshot());
        Enter(Judging);
        while (!_snapshots.IsDue(_state.Count) && _pending.TryRelease(out var attempt, out var replyTo))
            Judge(attempt, replyTo);
    }

    private void RetrySnapshot(Exception cause)
    {
        var delay = _snapshots.Failed();
        _log.Warning(cause, "{0}: no snapshot could be saved; it is tried again in {1}", PersistenceId, delay);
        Timers.StartSingleTimer(RetrySnapshotTick.Instance, RetrySnapshotTick.Instance, delay);
    }

    private void DeleteBefore(long snapshot)
    {
        DeleteMessages(snapshot);
        DeleteSnapshots(new SnapshotSelectionCriteria(snapshot - 1));
    }

    private void Sweep(SweepTick sweep)
    {
        if (_expiry.Sweep(sweep, _dependencies.Timing(), _dependencies.Clock.GetUtcNow()) is { } next)
            Self.Tell(next);
        else
            _reports.Send();
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <summary>Answers everything that waits, whatever stopped the partition.</summary>
    protected override void PostStop()
    {
        _pending.Fail();
        base.PostStop();
    }
}
