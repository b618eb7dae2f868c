using System.Globalization;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>Routes each attempt to the partition that knows its conversation, and recreates a partition that its store stopped.</summary>
/// <remarks>
/// While a partition recovers, its attempts are kept here, at most <see cref="PartitionLimits.MaxOutstanding"/>; while it is away, they are answered with
/// Unavailable at once. Stops when its parent stops it, or after <see cref="DrainGreylist"/> when every partition has saved its snapshot.
/// </remarks>
public sealed class Greylist : Component, IWithTimers
{
    // A store that takes longer costs more time than the next start saves with these snapshots.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly GreylistDependencies _dependencies;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly PartitionTable _partitions;
    private readonly TripletReaders _readers;
    private readonly IdentityCensus _identities;
    private readonly int[] _failures; // Of each partition; the last is the keeper's.
    private IActorRef _store;

    private Greylist(Nameplate nameplate, GreylistDependencies dependencies)
        : base(nameplate)
    {
        _dependencies = dependencies;
        _partitions = new PartitionTable(dependencies.Store.Partitions);
        _readers = new TripletReaders(Context, _partitions);
        _identities = new IdentityCensus(_partitions, _log);
        _failures = new int[_partitions.Count + 1];
        _store = StartKeeper();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the greylist over a prepared store.</summary>
    public static Props Props(GreylistDependencies dependencies) => PropsOf(nameplate => new Greylist(nameplate, dependencies));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // Messages in the mailbox of a partition that stopped, and those sent before its end was known, are answered too.
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        for (var number = 0; number < _partitions.Count; number++)
            StartPartition(number);
        Enter(Routing);
    }

    // The events of a partition are on the disk, and its memory may be ahead of them: it is never resumed or restarted, only recreated.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Routing(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt:
                Route(attempt);
                break;
            case ExplainAttempt explain when _partitions.Of(explain.Attempt) is PartitionState.Judging judging:
                judging.Actor.Forward(_identities.Complete(explain));
                break;
            case ExplainAttempt:
                Sender.Tell(new Explained(null));
                break;
            case ChangeTriplet change when _partitions.Of(change.Triplet) is PartitionState.Judging judging:
                judging.Actor.Forward(change);
                break;
            case ChangeTriplet change:
                Sender.Tell(change.NotDone);
                break;
            case ListTriplets list:
                _readers.Start(list, Sender);
                break;
            case CountTriplets:
                _readers.StartCount(Sender);
                break;
            case ReaderEnded:
                _readers.Ended();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(_partitions.Check()));
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
            case PartitionRecovered:
                Recovered(Sender);
                break;
            case IdentitiesCounted counted:
                _identities.Accept(counted);
                break;
            case PartitionStopped stopped:
                Stopped(stopped.Number);
                break;
            case StartPartitionTick tick:
                StartPartition(tick.Number);
                break;
            case SteadyTick tick:
                _failures[tick.Number] = 0;
                break;
            case DeadLetter { Message: JudgeAttempt attempt } lost when lost.Recipient.Path.Parent.Equals(Self.Path):
                lost.Sender.Tell(Judged.Unavailable(attempt.Attempt));
                break;
            case DeadLetter { Message: ChangeTriplet change } lost when lost.Recipient.Path.Parent.Equals(Self.Path):
                lost.Sender.Tell(change.NotDone);
                break;
            case DeadLetter:
                break;
            case KeeperStopped:
                RetryKeeper();
                break;
            case StartKeeperTick:
                _store = StartKeeper();
                AwaitSteadiness(_partitions.Count);
                break;
            case ExpireTriplets expire:
                _store.Tell(expire);
                _partitions.Tell(expire);
                break;
            case StoreRecreated recreated:
                _partitions.Tell(recreated);
                break;
            case StoreRecovered:
                StartAbsentPartitions();
                break;
            case DrainGreylist:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The sessions have ended. Each partition that has unsaved events saves a snapshot, so that the next start is quick, and stops.
    private UntypedReceive Draining(int left) => message =>
    {
        switch (message)
        {
            case PartitionStopped when left > 1:
                Enter(Draining(left - 1));
                break;
            case PartitionStopped or DrainTick:
                Context.Stop(Self);
                break;
            case JudgeAttempt attempt:
                Sender.Tell(Judged.Unavailable(attempt.Attempt));
                break;
            case ExplainAttempt:
                Sender.Tell(new Explained(null));
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("store-partitions", false, "the greylist goes down")));
                break;
            case ListTriplets or CountTriplets or ReaderEnded or ChangeTriplet or IdentitiesCounted:
            case KeeperStopped or StartKeeperTick or PartitionRecovered or StoreRecovered or DeadLetter or StartPartitionTick or SteadyTick or ExpireTriplets or StoreRecreated or DrainGreylist:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Drain()
    {
        var left = _partitions.Count - _partitions.AwayCount;
        foreach (var recovering in _partitions.Recovering)
            Context.Stop(recovering);
        _partitions.Tell(DrainGreylist.Instance);
        Timers.StartSingleTimer(DrainTick.Instance, DrainTick.Instance, DrainLimit);
        Enter(Draining(left));
        // A disk that hangs saves no snapshot either.
        if (left == 0 || _dependencies.Store.BusyFor(Context.System) > _dependencies.StoreHungAfter)
            Context.Stop(Self);
    }

    private void Route(JudgeAttempt attempt)
    {
        switch (_partitions.Of(attempt.Attempt))
        {
            case PartitionState.Judging judging:
                judging.Actor.Forward(attempt);
                break;
            case PartitionState.Recovering recovering when recovering.Waiting.Count < _dependencies.Limits.MaxOutstanding:
                recovering.Waiting.Enqueue((attempt, Sender));
                break;
            case PartitionState.Recovering:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            default:
                Sender.Tell(Judged.Unavailable(attempt.Attempt));
                break;
        }
    }

    private void StartPartition(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"partition-{number:00}");
        var actor = Context.ActorOf(GreylistPartition.Props(number, _dependencies.OfPartition(number)), name);
        Context.WatchWith(actor, new PartitionStopped(number));
        _partitions[number] = new PartitionState.Recovering(actor, new Queue<(JudgeAttempt Attempt, IActorRef ReplyTo)>());
    }

    private IActorRef StartKeeper() => Context.WatchWith(
        Context.ActorOf(_dependencies.Store.KeeperProps(_dependencies.StoreHungAfter).WithDispatcher(PoolDispatcher.Name), "store"), KeeperStopped.Instance);

    // Without the keeper, nobody would notice that the store is gone, or that it can be written again.
    private void RetryKeeper()
    {
        var delay = _dependencies.BackOff.After(_failures[^1]++);
        _log.Error("the keeper of the greylist store failed; it is started again in {0}", delay);
        Timers.Cancel(new SteadyTick(_partitions.Count));
        Timers.StartSingleTimer(StartKeeperTick.Instance, StartKeeperTick.Instance, delay);
    }

    private void Recovered(IActorRef actor)
    {
        var number = _partitions.NumberOfRecovering(actor);
        if (number < 0)
            return;
        if (_failures[number] > 0)
            _log.Info("{0} judges again", actor.Path.Name);
        // So far it has only read. A partition that fails again at its first write waits longer each time.
        AwaitSteadiness(number);
        var waiting = ((PartitionState.Recovering)_partitions[number]).Waiting;
        _partitions[number] = new PartitionState.Judging(actor);
        Meters.RecordPartitionsAway(_partitions.AwayCount);
        actor.Tell(_identities.Ignored);
        foreach (var (attempt, replyTo) in waiting)
            actor.Tell(attempt, replyTo);
    }

    private void Stopped(int number)
    {
        if (_partitions[number] is PartitionState.Recovering recovering)
        {
            foreach (var (attempt, replyTo) in recovering.Waiting)
                replyTo.Tell(Judged.Unavailable(attempt.Attempt));
        }

        Timers.Cancel(new SteadyTick(number));
        var delay = _dependencies.BackOff.After(_failures[number]++);
        _partitions[number] = PartitionState.Away.Instance;
        _log.Error("greylist partition {0} cannot use its store; it is tried again in {1}", number, delay);
        _store.Tell(CheckStore.Instance);
        Meters.CountPartitionFailure();
        Meters.RecordPartitionsAway(_partitions.AwayCount);
        Timers.StartSingleTimer(number, new StartPartitionTick(number), delay);
    }

    // The store works again: no partition waits for the end of its back-off.
    private void StartAbsentPartitions()
    {
        for (var number = 0; number < _partitions.Count; number++)
        {
            if (_partitions[number] is not PartitionState.Away)
                continue;
            Timers.Cancel(number);
            StartPartition(number);
        }
    }

    private void AwaitSteadiness(int number) => Timers.StartSingleTimer(new SteadyTick(number), new SteadyTick(number), _dependencies.BackOff.Longest);

    private sealed record PartitionStopped(int Number);

    private sealed record StartPartitionTick(int Number);

    private sealed record KeeperStopped
    {
        public static readonly KeeperStopped Instance = new();
    }

    private sealed record StartKeeperTick
    {
        public static readonly StartKeeperTick Instance = new();
    }

    private sealed record DrainTick
    {
        public static readonly DrainTick Instance = new();
    }

    private sealed record SteadyTick(int Number);
}
