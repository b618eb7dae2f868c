using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Traps;

/// <summary>Keeps the trapped clients: routes requests to their partition, and supervises it.</summary>
/// <remarks>
/// The judges search <see cref="TrappedClients"/> and send a message only for mail to a spam trap. In a cluster, each machine keeps a copy of all
/// trapped clients for them, which it brings up to date each second.
/// Stops when its parent stops it, or after <see cref="DrainGreylist"/> when the partition has saved its snapshot.
/// </remarks>
public sealed class TrapKeeper : Component, IWithTimers
{
    private const string CheckName = "traps";

    // A store that takes longer costs more time than the next start saves with this snapshot.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly TrapsDependencies _dependencies;
    private readonly IPartitions _partitions;
    private readonly TrapCopy? _copy;
    private bool _hasStarted;

    private TrapKeeper(Nameplate nameplate, TrapsDependencies dependencies)
        : base(nameplate)
    {
        _dependencies = dependencies;
        var requests = new TrapsRequests();
        // The partition of a cluster shows its state to nobody: it may move at any time.
        var ofPartition = dependencies;
        if (dependencies.Placement.IsShared)
            (_copy, ofPartition) = (new TrapCopy(dependencies.Shown), dependencies with { Shown = new TrappedClients() });
        _partitions = dependencies.Placement.Place(Context, this, LiveLog.Of(Context), new PartitionFamily(
            "traps",
            Count: 1,
            requests,
            dependencies.Limits.MaxOutstanding,
            dependencies.BackOff,
            _ => TrapsPartition.Props(ofPartition, requests),
            Greeting: () => null,
            CheckStore: () => dependencies.Greylist.Tell(CheckStore.Instance),
            _ => { }));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the trapped clients over a prepared store.</summary>
    public static Props Props(TrapsDependencies dependencies) => PropsOf(nameplate => new TrapKeeper(nameplate, dependencies));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _dependencies.Greylist.Tell(SubscribeToGreylist.Instance);
        _partitions.Start();
        if (_copy is not null)
            Timers.StartPeriodicTimer(PollTick.Instance, PollTick.Instance, PollInterval);
        Enter(Routing);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Routing(object message)
    {
        switch (message)
        {
            case var request when _partitions.Contains(request):
                _partitions.Route(request);
                break;
            case ListTraps:
                _partitions.Route(message);
                break;
            case FindTrapped find:
                Sender.Tell(new TrappedFound(_dependencies.Shown.Find(find.Client, _dependencies.Lifetime(), _dependencies.Clock.GetUtcNow())));
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(Check()));
                break;
            case HandOverPartitions:
                _partitions.HandOver();
                break;
            case DrainGreylist:
                Drain();
                break;
            case PollTick or TrapsPolled or PartitionAway when _copy is not null:
                Poll(_copy, message);
                break;
            case ExpireTriplets expire when _copy is not null:
                _copy.Expire(_dependencies.Lifetime(), _dependencies.Clock.GetUtcNow());
                _partitions.Accepts(expire);
                break;
            case var other when _partitions.Accepts(other):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Without an answer, the next tick asks again.
    private void Poll(TrapCopy copy, object message)
    {
        if (message is PartitionAway || (message is TrapsPolled polled && !copy.Take(polled.Changes)))
        {
            TrapMeters.RecordTrapped(copy.Count);
            return;
        }

        _partitions.Readers()[0]?.Tell(new PollTraps(copy.Epoch, copy.Last), Self);
    }

    // The service is ready when the trapped clients have recovered. Afterwards, and if the partition fails, mail flows.
    private ReadinessCheck Check()
    {
        var check = _partitions.Check(CheckName);
        if (check.Ok && _copy is { Epoch: 0 })
            check = new ReadinessCheck(CheckName, false, "the copy of the trapped clients has not begun");
        _hasStarted |= check.Ok || _partitions.AwayCount > 0;
        return check with { Optional = _hasStarted };
    }

    // The sessions have ended.
    private void Draining(object message)
    {
        switch (message)
        {
            case var end when end is DrainTick || _partitions.IsEnd(end):
                Context.Stop(Self);
                break;
            case var request when _partitions.Contains(request):
                _partitions.Refuse(request);
                break;
            case ListTraps:
                _partitions.Refuse(message);
                break;
            case FindTrapped:
                Sender.Tell(new TrappedFound(null));
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck(CheckName, false, "the list of trapped clients goes down") { Optional = true }));
                break;
            case HandOverPartitions or PollTick or TrapsPolled or PartitionAway:
            case var late when _partitions.AcceptsWhileDraining(late):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Drain()
    {
        var left = _partitions.Drain();
        Timers.StartSingleTimer(DrainTick.Instance, DrainTick.Instance, DrainLimit);
        Enter(Draining);
        // A disk that hangs saves no snapshot either.
        if (left == 0 || _dependencies.Store.BusyFor(Context.System) > _dependencies.StoreHungAfter)
            Context.Stop(Self);
    }

    private sealed record PollTick
    {
        public static readonly PollTick Instance = new();
    }

    private sealed record DrainTick
    {
        public static readonly DrainTick Instance = new();
    }
}
