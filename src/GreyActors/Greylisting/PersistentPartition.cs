using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>An actor that has a share of a state in memory and in the store: it decides about requests, and answers when the decision is durable.</summary>
/// <remarks>
/// An event is applied when it is decided. It is written after that, together with the events of other requests that arrive meanwhile, and the answer
/// waits for the write. So every decision sees all earlier ones, no client gets an answer that could still be lost, and a write carries as many requests
/// as arrived during the write before it. Memory is ahead of the disk for that long: when a write fails, the actor stops, and its successor knows only
/// the stored events. A snapshot is taken when memory and disk agree (docs/decisions/0002-decide-before-durable-reply-after.md).
/// Stops when the journal fails or rejects a write, or recovery fails; its parent recreates it.
/// </remarks>
public abstract class PersistentPartition : UntypedPersistentActor, IWithTimers
{
    private readonly Nameplate _nameplate;
    private readonly PartitionLimits _limits;
    private readonly IPartitionRequests _requests;
    private readonly PendingAnswers _pending;
    private readonly SnapshotSchedule _snapshots;
    private long _snapshotAt;
    private bool _awaitsWrites;
    private bool _isDraining;

    private protected PersistentPartition(
        Nameplate nameplate, string persistenceId, PartitionLimits limits, BackOff snapshotBackOff, IPartitionRequests requests)
    {
        _nameplate = nameplate;
        _limits = limits;
        _requests = requests;
        PersistenceId = persistenceId;
        _pending = new PendingAnswers(requests);
        _snapshots = new SnapshotSchedule(limits.SnapshotEvery, snapshotBackOff);
        PartitionLog = LiveLog.Of(Context);
        _nameplate.Show("Recovering");
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>The actor's log.</summary>
    protected ILoggingAdapter PartitionLog { get; }

    /// <summary>The number of entries in memory.</summary>
    protected abstract int Entries { get; }

    /// <summary>Loads the state of a snapshot; false if the object is not a snapshot of this state.</summary>
    protected abstract bool Restores(object snapshot);

    /// <summary>Applies an event, in the same way after a decision and at a replay; false if the object is not an event of this state.</summary>
    protected abstract bool Applies(object happened);

    /// <summary>The state as a snapshot, which later events do not change.</summary>
    protected abstract object TakeState();

    /// <summary>Decides about a request: calls <see cref="Write"/> or <see cref="Answer"/> once for it.</summary>
    protected abstract void Decide(object request, IActorRef replyTo);

    /// <summary>Forgets the expired entries of one segment.</summary>
    /// <returns>The next segment; null if the sweep is finished.</returns>
    private protected abstract SweepTick? Sweep(SweepTick tick);

    /// <summary>Handles a message that is not a request, such as a query; false if it is unknown.</summary>
    protected abstract bool Handles(object message);

    /// <summary>Reports the state after its recovery and after each sweep.</summary>
    protected abstract void Report();

    /// <summary>Reports that this process no longer has the state: another machine may have it.</summary>
    protected abstract void ReportAbsence();

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer offer when Restores(offer.Snapshot):
                _snapshotAt = offer.Metadata.SequenceNr;
                break;
            case RecoveryCompleted:
                Enter(Judging);
                Context.Parent.Tell(PartitionRecovered.Instance);
                Report();
                // A clean stop, and a crash, leave the events that the last snapshot replaced.
                if (_snapshotAt > 0)
                    DeleteBefore(_snapshotAt);
                break;
            case var happened when Applies(happened):
                _snapshots.CountEvent();
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
            case var request when _requests.Contains(request) && IsFull:
                _requests.TurnAway(request, Sender);
                break;
            case var request when _requests.Contains(request):
                Decide(request, Sender);
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    // A snapshot is due, and events are being written: requests are held until the last of these is durable, which takes one write.
    private void AwaitingWrites(object message)
    {
        switch (message)
        {
            case var request when _requests.Contains(request) && IsFull:
                _requests.TurnAway(request, Sender);
                break;
            case var request when _requests.Contains(request):
                _pending.Hold(request, Sender);
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
                Continue(sweep);
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
                PartitionLog.Warning(failed.Cause, "{0}: events that a snapshot replaces could not be deleted", PersistenceId);
                break;
            case DeleteSnapshotsFailure failed:
                PartitionLog.Warning(failed.Cause, "{0}: older snapshots could not be deleted", PersistenceId);
                break;
            case var other when Handles(other):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Applies and writes an event. The answer is sent when the event is durable.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="request">The request, which is refused if the partition stops before; null if nobody needs to know.</param>
    /// <param name="answer">The answer; null if nobody waits for one.</param>
    /// <param name="replyTo">The actor that gets the answer.</param>
    protected void Write(object happened, object? request, object? answer, IActorRef replyTo)
    {
        Applies(happened);
        _pending.AddWrite(replyTo, answer, request);
        var decidedAt = Stopwatch.GetTimestamp();
        PersistAsync(happened, _ => Written(decidedAt));
        _snapshots.CountEvent();
        if (_snapshots.IsDue(Entries))
            Enter(AwaitingWrites);
    }

    /// <summary>Sends an answer without an event of its own, when the events that it may rest on are durable.</summary>
    /// <param name="request">The request, which is refused if the partition stops before.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="replyTo">The actor that gets the answer.</param>
    protected void Answer(object request, object answer, IActorRef replyTo) => _pending.AnswerAfterWrites(replyTo, answer, request);

    private bool IsFull => _pending.Count >= _limits.MaxOutstanding;

    private void Enter(UntypedReceive behaviour)
    {
        _awaitsWrites = behaviour == AwaitingWrites;
        _nameplate.Show(behaviour.Method.Name);
        Become(behaviour);
    }

    private void Written(long decidedAt)
    {
        Meters.RecordStoreWrite(decidedAt);
        _pending.Confirm();
        // Even if another snapshot has failed meanwhile: requests are held until this one is taken.
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
        SaveSnapshot(TakeState());
        Enter(Judging);
        while (!_snapshots.IsDue(Entries) && _pending.TryRelease(out var request, out var replyTo))
            Decide(request, replyTo);
    }

    private void RetrySnapshot(Exception cause)
    {
        var delay = _snapshots.Failed();
        PartitionLog.Warning(cause, "{0}: no snapshot could be saved; it is tried again in {1}", PersistenceId, delay);
        Timers.StartSingleTimer(RetrySnapshotTick.Instance, RetrySnapshotTick.Instance, delay);
    }

    private void DeleteBefore(long snapshot)
    {
        DeleteMessages(snapshot);
        DeleteSnapshots(new SnapshotSelectionCriteria(snapshot - 1));
    }

    private void Continue(SweepTick sweep)
    {
        if (Sweep(sweep) is { } next)
            Self.Tell(next);
        else
            Report();
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <summary>Answers everything that waits and reports no more size, whatever stopped the partition.</summary>
    protected override void PostStop()
    {
        _pending.Fail();
        ReportAbsence();
        base.PostStop();
    }
}
