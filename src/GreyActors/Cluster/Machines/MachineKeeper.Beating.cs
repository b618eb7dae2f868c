using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using GreyActors.Core.Machines;
using GreyActors.Observability;

namespace GreyActors.Cluster.Machines;

/// <content>The record in the database that this machine is up, and the look whether the cluster continues without it.</content>
public sealed partial class MachineKeeper
{
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(3);

    // A machine that comes into the cluster does not know the decisions before. Others cannot have left it out so soon afterwards: to them, it is unreachable
    // only after 7 s.
    private static readonly TimeSpan FirstLookWithin = TimeSpan.FromSeconds(5);

    private Task _lastBeat = Task.CompletedTask;
    private long? _failingSince;
    private long? _workingSince;
    private long? _memberSince;
    private bool _hasLooked;

    private void See(Beaten beaten)
    {
        _failingSince = null;
        _workingSince ??= _parts.Time.GetTimestamp();
        if (_parts.Ledger.LeavesOut(beaten.Stored, _id, beaten.WasMember))
            End($"the cluster continues without this machine, as decided by {string.Join(", ", beaten.Stored.Survivors.Select(machine => machine.Address))}");
        else if (beaten.WasMember && !_hasLooked)
            SeeFirst();
    }

    private void SeeFirst()
    {
        _hasLooked = true;
        if (_memberSince is { } since && _parts.Time.GetElapsedTime(since) > FirstLookWithin)
            End("the database answered too late after this machine had come into the cluster: another decision may be missing");
    }

    private void Joined()
    {
        _memberSince = _parts.Time.GetTimestamp();
        Beat();
    }

    private void See(BeatFailed failed)
    {
        _workingSince = null;
        _failingSince ??= _parts.Time.GetTimestamp();
        _log.Debug(LogLines.BeatFailed, failed.Why);
    }

    // While the database hangs, only one question waits for it.
    private void Beat()
    {
        if (!_lastBeat.IsCompleted)
            return;
        var isUp = _cluster.SelfMember.Status == MemberStatus.Up;
        var beat = _parts.Store.Beat(_id, isUp);
        _lastBeat = beat;
        beat.PipeTo(Self, success: stored => new Beaten(stored, isUp), failure: why => new BeatFailed(why.Message));
    }

    // After a beat that is under way, which would record this machine once more.
    private void Forget()
    {
        Timers.CancelAll();
        var (store, machine) = (_parts.Store, _id);
        _ = _lastBeat.ContinueWith(_ => store.Forget(machine), TaskScheduler.Default);
    }

    private sealed record BeatDue
    {
        public static readonly BeatDue Instance = new();
    }

    private sealed record Beaten(StoredGeneration Stored, bool WasMember);

    private sealed record BeatFailed(string Why);
}
