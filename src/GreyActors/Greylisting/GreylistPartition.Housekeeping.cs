using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <content>What a partition does between two attempts: snapshots, what they replace, and expiry.</content>
public sealed partial class GreylistPartition
{
    private void Housekeeping(object message)
    {
        switch (message)
        {
            case ExplainAttempt explain:
                Sender.Tell(new Explained(GreylistExplainer.Explain(_state, explain.Attempt, _timing(), _clock.GetUtcNow())));
                break;
            case SearchSegment search:
                Search(search);
                break;
            case CountPartition count:
                Sender.Tell(new PartitionCounted(count.Number, _state.Waiting, _state.Count - _state.Waiting));
                break;
            case StoreRecreated when LastSequenceNr > 0:
                EndRest();
                WantSnapshot();
                break;
            case StoreRecreated:
                break;
            case DrainGreylist when _eventsSinceSnapshot == 0 && !_snapshotWanted:
                Context.Stop(Self);
                break;
            case DrainGreylist:
                _isDraining = true;
                EndRest();
                WantSnapshot();
                break;
            case RetrySnapshotTick:
                EndRest();
                if (_snapshotWanted)
                    WantSnapshot();
                break;
            case ExpireTriplets:
                Self.Tell(new SweepTick(Segment: 0, Forgotten: 0));
                break;
            case SweepTick sweep:
                Sweep(sweep);
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure when _isDraining:
                // What the snapshot replaces is deleted at the next start.
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                _snapshotFailures = 0;
                DeleteBefore(saved.Metadata.SequenceNr);
                break;
            case SaveSnapshotFailure failed:
                // The events are still in the store. After the store was created again, some of them are missing, so the snapshot is retried.
                _snapshotWanted = true;
                RestFromSnapshots(failed.Cause);
                break;
            case DeleteMessagesSuccess or DeleteSnapshotsSuccess:
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

    private void Search(SearchSegment search)
    {
        var found = new List<KnownTriplet>();
        var next = _state.Search(search.From, search.Most, search.Query, _timing(), _clock.GetUtcNow(), found);
        Sender.Tell(new SegmentSearched([.. found], next));
    }

    // A snapshot holds everything: the more there is, the seldomer it is worth to write it.
    private bool IsSnapshotDue => !_snapshotRests && (_snapshotWanted || _eventsSinceSnapshot >= Math.Max(_limits.SnapshotEvery, _state.Count / 8));

    private void WantSnapshot()
    {
        _snapshotWanted = true;
        if (_outstanding.Count == 0)
            TakeSnapshot();
        else
            EnterAwaitingWrites();
    }

    // Each try writes everything that is known: a disk that fails must not be asked for that after every event.
    private void RestFromSnapshots(Exception cause)
    {
        var delay = _snapshotBackOff.After(_snapshotFailures++);
        _log.Warning(cause, "{0}: no snapshot could be saved; it is tried again in {1}", PersistenceId, delay);
        _snapshotRests = true;
        Timers.StartSingleTimer(RetrySnapshotTick.Instance, RetrySnapshotTick.Instance, delay);
    }

    private void EndRest()
    {
        _snapshotRests = false;
        Timers.Cancel(RetrySnapshotTick.Instance);
    }

    private void EnterAwaitingWrites()
    {
        _awaitsWrites = true;
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

    private void DeleteBefore(long snapshot)
    {
        DeleteMessages(snapshot);
        DeleteSnapshots(new SnapshotSelectionCriteria(snapshot - 1));
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
        ShowSize();
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

    private void ShowSize() => Meters.RecordPartition(_number, _state.Count, _state.Waiting);

    private sealed record RetrySnapshotTick
    {
        public static readonly RetrySnapshotTick Instance = new();
    }

    private sealed record SweepTick(int Segment, int Forgotten);
}
