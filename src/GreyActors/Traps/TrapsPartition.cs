using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Traps;

/// <summary>Has the trapped clients: traps those that send mail to spam traps, releases them by hand, and forgets those whose time is over.</summary>
/// <remarks>Stops when its <see cref="PersistentPartition"/> does.</remarks>
public sealed class TrapsPartition : PersistentPartition
{
    private readonly TrapsDependencies _dependencies;
    private readonly TrapState _state = new();
    private readonly ExpirySweep _expiry;
    private long _epoch = NewEpoch();

    private TrapsPartition(Nameplate nameplate, TrapsDependencies dependencies, TrapsRequests requests)
        : base(nameplate, StoredTraps.StoredIdentifier, dependencies.Limits, dependencies.SnapshotBackOff, requests)
    {
        _dependencies = dependencies;
        var trapped = new ExpiringEntries("trapped clients", "trapped clients", $"the limit of {TrapState.Most} trapped clients", 1, _ => _state.Expire(Lifetime, Now), () => _state.Count);
        _expiry = new ExpirySweep(PersistenceId, trapped, PartitionLog);
    }

    /// <summary>Props of the partition.</summary>
    internal static Props Props(TrapsDependencies dependencies, TrapsRequests requests) =>
        Component.PropsOf(nameplate => new TrapsPartition(nameplate, dependencies, requests));

    /// <inheritdoc/>
    protected override int Entries => _state.Count;

    private DateTimeOffset Now => _dependencies.Clock.GetUtcNow();

    private TimeSpan Lifetime => _dependencies.Lifetime();

    /// <inheritdoc/>
    protected override bool Restores(object snapshot)
    {
        if (snapshot is not TrapSnapshot trapped)
            return false;
        _state.Restore(trapped);
        return true;
    }

    /// <inheritdoc/>
    protected override bool Applies(object happened)
    {
        if (happened is not TrapEvent change)
            return false;
        _expiry.CountCrowdedOut(_state.Apply(change));
        // Copies on other machines learn of additions only; everything else makes them start again. They expire by themselves.
        if (change is TrapEvent.Released)
            _epoch = NewEpoch();
        return true;
    }

    /// <inheritdoc/>
    protected override object TakeState() => _state.TakeSnapshot();

    /// <inheritdoc/>
    protected override void Decide(object request, IActorRef replyTo)
    {
        switch (request)
        {
            case TrapClient trap:
                Trap(trap, replyTo);
                break;
            case ReleaseClient release:
                Release(release, replyTo);
                break;
            default:
                throw new ArgumentException($"{request.GetType()} is not a request of the trapped clients.", nameof(request));
        }
    }

    /// <inheritdoc/>
    protected override bool Handles(object message)
    {
        switch (message)
        {
            case ListTraps list:
                Sender.Tell(new TrapsListed(_state.List(list.Most, list.Before, Lifetime, Now)));
                return true;
            case PollTraps poll:
                Sender.Tell(new TrapsPolled(_state.ChangesAfter(poll.Epoch == _epoch ? poll.After : TrapCopy.Nothing, PollTraps.Most, _epoch)));
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    private protected override SweepTick? Sweep(SweepTick tick) => _expiry.Sweep(tick);

    /// <summary>Shows the state after its recovery, and counts it.</summary>
    protected override void Report()
    {
        _dependencies.Shown.Publish(_state);
        TrapMeters.RecordTrapped(_state.Count);
    }

    /// <summary>Nothing: the copy of this machine counts the trapped clients, wherever their partition is.</summary>
    protected override void ReportAbsence()
    {
    }

    private static long NewEpoch() => Random.Shared.NextInt64(1, long.MaxValue);

    private void Trap(TrapClient trap, IActorRef replyTo)
    {
        var network = TrappedClient.NetworkOf(trap.Client);
        var before = _state.Find(network);
        var happened = TrapRules.Trap(_state, trap.Client, trap.Trap, Lifetime, Now);
        if (happened is not TrapEvent.Trapped { Client: var client })
        {
            Answer(trap, new ClientTrapped(trap.Number, before!.NoteFor(Lifetime)), replyTo);
            return;
        }

        var note = client.NoteFor(Lifetime);
        Write(happened, trap, new ClientTrapped(trap.Number, note), replyTo);
        TrapMeters.RecordTrapped(_state.Count);
        if (client.Since != client.Last)
            return;
        TrapMeters.CountTrapping();
        PartitionLog.Info(LogLines.ClientTrapped, client.Client, note.Until, trap.Trap);
    }

    private void Release(ReleaseClient release, IActorRef replyTo)
    {
        if (_state.Find(release.Network) is not { } client)
        {
            Answer(release, new ClientReleased(null, IsDone: true), replyTo);
            return;
        }

        Write(new TrapEvent.Released(release.Network), release, new ClientReleased(client, IsDone: true), replyTo);
        TrapMeters.RecordTrapped(_state.Count);
    }
}
