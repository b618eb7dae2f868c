using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>Routes each attempt to the partition that knows its conversation, and recreates a partition that its store stopped.</summary>
/// <remarks>
/// Other actors that keep their state in the same store subscribe to it (<see cref="SubscribeToGreylist"/>).
/// Stops when its parent stops it, or after <see cref="DrainGreylist"/> when every partition has saved its snapshot.
/// </remarks>
public sealed class Greylist : Component, IWithTimers
{
    // A store that takes longer costs more time than the next start saves with these snapshots.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly GreylistDependencies _dependencies;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly IPartitions _partitions;
    private readonly PartitionReaders _readers;
    private readonly IdentityCensus _identities;
    private readonly HashSet<IActorRef> _subscribers = [];
    private int _keeperFailures;
    private IActorRef _store;

    private Greylist(Nameplate nameplate, GreylistDependencies dependencies)
        : base(nameplate)
    {
        _dependencies = dependencies;
        _partitions = dependencies.Placement.Place(Context, this, _log, new PartitionFamily(
            "greylist",
            dependencies.Store.Partitions,
            GreylistRequests.Instance,
            dependencies.Limits.MaxOutstanding,
            dependencies.BackOff,
            number => GreylistPartition.Props(number, dependencies.OfPartition(number)),
            Greeting: () => _identities!.Ignored,
            CheckStore: () => _store!.Tell(CheckStore.Instance),
            Meters.RecordPartitionsAway));
        _readers = new PartitionReaders(Context, _partitions);
        _identities = new IdentityCensus(_partitions, _log);
        _store = StartKeeper();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the greylist over a prepared store.</summary>
    public static Props Props(GreylistDependencies dependencies) => PropsOf(nameplate => new Greylist(nameplate, dependencies));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _partitions.Start();
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
            case ExplainAttempt explain:
                _partitions.Route(_identities.Complete(explain));
                break;
            case LearnTriplets learn:
                _readers.Learn(learn.Triplets, GreylistRequests.PartitionOf);
                break;
            case ListTriplets list:
                _readers.List(new PageWanted<TripletQuery, KnownTriplet>(
                    list.Query, list.Most, list.After, (triplets, next, away) => new TripletPage(triplets, next, away)));
                break;
            case CountTriplets:
                _readers.Count();
                break;
            case ReaderEnded:
                _readers.Ended();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(_partitions.Check("store-partitions")));
                break;
            default:
                Supervising(message);
                break;
        }
    }

    private void Supervising(object message)
    {
        switch (message)
        {
            case IdentitiesCounted counted:
                if (_identities.Accepts(counted))
                    Inform(_identities.Ignored);
                break;
            case SubscribeToGreylist:
                _subscribers.Add(Sender);
                Sender.Tell(_identities.Ignored);
                break;
            case KeeperStopped:
                RetryKeeper();
                break;
            case StartKeeperTick:
                _store = StartKeeper();
                Timers.StartSingleTimer(SteadyKeeperTick.Instance, SteadyKeeperTick.Instance, _dependencies.BackOff.Longest);
                break;
            case SteadyKeeperTick:
                _keeperFailures = 0;
                break;
            case CheckStore check:
                _store.Tell(check);
                break;
            case HandOverPartitions:
                _partitions.HandOver();
                break;
            case DrainGreylist:
                Drain();
                break;
            case ExpireTriplets expire:
                _store.Tell(expire);
                _partitions.Accepts(expire);
                break;
            case StoreRecreated or StoreRecovered:
                _partitions.Accepts(message);
                Inform(message);
                break;
            case var other when _partitions.Accepts(other):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The sessions have ended.
    private UntypedReceive Draining(int left) => message =>
    {
        switch (message)
        {
            case var end when _partitions.IsEnd(end) && left > 1:
                Enter(Draining(left - 1));
                break;
            case var end when end is DrainTick || _partitions.IsEnd(end):
                Context.Stop(Self);
                break;
            case JudgeAttempt or ExplainAttempt:
                _partitions.Refuse(message);
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("store-partitions", false, "the greylist goes down")));
                break;
            case ListTriplets or CountTriplets or LearnTriplets or LearnShare<KnownTriplet> or ReaderEnded or ChangeTriplet:
            case IdentitiesCounted or SubscribeToGreylist or CheckStore or KeeperStopped or StartKeeperTick or SteadyKeeperTick or HandOverPartitions:
            case var late when _partitions.AcceptsWhileDraining(late):
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Drain()
    {
        var left = _partitions.Drain();
        Timers.StartSingleTimer(DrainTick.Instance, DrainTick.Instance, DrainLimit);
        Enter(Draining(left));
        // A disk that hangs saves no snapshot either.
        if (left == 0 || _dependencies.Store.BusyFor(Context.System) > _dependencies.StoreHungAfter)
            Context.Stop(Self);
    }

    private void Inform(object message)
    {
        foreach (var subscriber in _subscribers)
            subscriber.Tell(message);
    }

    private IActorRef StartKeeper() => Context.WatchWith(
        Context.ActorOf(_dependencies.Store.KeeperProps(_dependencies.StoreHungAfter).WithDispatcher(PoolDispatcher.Name), "store"), KeeperStopped.Instance);

    // Without the keeper, nobody would notice that the store is gone, or that it can be written again.
    private void RetryKeeper()
    {
        var delay = _dependencies.BackOff.After(_keeperFailures++);
        _log.Error("the keeper of the greylist store failed; it is started again in {0}", delay);
        Timers.Cancel(SteadyKeeperTick.Instance);
        Timers.StartSingleTimer(StartKeeperTick.Instance, StartKeeperTick.Instance, delay);
    }

    private sealed record KeeperStopped
    {
        public static readonly KeeperStopped Instance = new();
    }

    private sealed record StartKeeperTick
    {
        public static readonly StartKeeperTick Instance = new();
    }

    private sealed record SteadyKeeperTick
    {
        public static readonly SteadyKeeperTick Instance = new();
    }

    private sealed record DrainTick
    {
        public static readonly DrainTick Instance = new();
    }
}
