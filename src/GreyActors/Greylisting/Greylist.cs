using System.Globalization;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>Gives each attempt to the partition that knows its conversation, and makes a partition again that its store made stop.</summary>
/// <remarks>
/// A partition that recovers has its attempts kept here, as many as <see cref="PartitionLimits.MaxOutstanding"/>; for one that is away they
/// are answered with Unavailable at once. Stops when its parent stops it, or after <see cref="DrainGreylist"/> when every partition has its snapshot.
/// </remarks>
public sealed partial class Greylist : Component, IWithTimers
{
    // A store that takes longer is slower than a start without these snapshots.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly GreylistDependencies _parts;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly Partition[] _partitions;

    private readonly int[] _failures; // Of each partition; the last is the keeper.
    private IActorRef _store;

    private Greylist(Nameplate nameplate, GreylistDependencies parts)
        : base(nameplate)
    {
        _parts = parts;
        _partitions = new Partition[parts.Store.Partitions];
        _failures = new int[parts.Store.Partitions + 1];
        _store = MakeKeeper();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The greylist over a store that was made ready.</summary>
    public static Props Props(GreylistDependencies parts) => PropsOf(nameplate => new Greylist(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // What was in a partition's mailbox when it stopped, or was sent before its end was known, is answered too.
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        for (var number = 0; number < _partitions.Length; number++)
            Make(number);
        Enter(Routing);
    }

    // What a partition knew is on the disk, and what it thought may not be: it is never resumed or restarted, only made again.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Routing(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt:
                Route(attempt);
                break;
            case ExplainAttempt explain when PartitionOf(explain.Attempt) is Partition.Judging judging:
                judging.Actor.Forward(explain);
                break;
            case ExplainAttempt:
                Sender.Tell(new Explained(null));
                break;
            case PartitionRecovered:
                Recovered(Sender);
                break;
            case PartitionStopped stopped:
                Stopped(stopped.Number);
                break;
            case DeadLetter { Message: JudgeAttempt attempt } lost when lost.Recipient.Path.Parent.Equals(Self.Path):
                lost.Sender.Tell(Unavailable(attempt));
                break;
            case DeadLetter { Message: ChangeTriplet change } lost when lost.Recipient.Path.Parent.Equals(Self.Path):
                lost.Sender.Tell(new TripletChanged(change.Triplet, null, IsDone: false));
                break;
            case DeadLetter:
                break;
            case KeeperStopped:
                AwaitKeeper();
                break;
            case MakeKeeperTick:
                _store = MakeKeeper();
                AwaitSteadiness(_partitions.Length);
                break;
            case MakePartitionTick tick:
                Make(tick.Number);
                break;
            case SteadyTick tick:
                _failures[tick.Number] = 0;
                break;
            case ExpireTriplets expire:
                _store.Tell(expire);
                TellPartitions(expire);
                break;
            case StoreRecreated anew:
                TellPartitions(anew);
                break;
            case StoreRecovered:
                MakeThoseThatAreAway();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(PartitionsCheck()));
                break;
            case DrainGreylist:
                Drain();
                break;
            default:
                Reading(message);
                break;
        }
    }

    // The sessions have ended. Each partition that has something new takes a snapshot, so that the next start is quick, and stops.
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
                Sender.Tell(Unavailable(attempt));
                break;
            case ExplainAttempt:
                Sender.Tell(new Explained(null));
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("store-partitions", false, "the greylist goes down")));
                break;
            case ListTriplets or CountTriplets or ReaderEnded or ChangeTriplet:
                break;
            case KeeperStopped or MakeKeeperTick or PartitionRecovered or StoreRecovered or DeadLetter or MakePartitionTick or SteadyTick or ExpireTriplets or StoreRecreated or DrainGreylist:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Drain()
    {
        var left = _partitions.Count(partition => partition is not Partition.Away);
        foreach (var recovering in _partitions.OfType<Partition.Recovering>())
            Context.Stop(recovering.Actor);
        TellPartitions(DrainGreylist.Instance);
        Timers.StartSingleTimer(DrainTick.Instance, DrainTick.Instance, DrainLimit);
        Enter(Draining(left));
        // A disk that hangs takes no snapshot either.
        if (left == 0 || _parts.Store.BusyFor(Context.System) > _parts.StoreHungAfter)
            Context.Stop(Self);
    }

    private void Route(JudgeAttempt attempt)
    {
        switch (PartitionOf(attempt.Attempt))
        {
            case Partition.Judging judging:
                judging.Actor.Forward(attempt);
                break;
            case Partition.Recovering recovering when recovering.Waiting.Count < _parts.Limits.MaxOutstanding:
                recovering.Waiting.Enqueue((attempt, Sender));
                break;
            case Partition.Recovering:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            default:
                Sender.Tell(Unavailable(attempt));
                break;
        }
    }

    private Partition PartitionOf(Attempt attempt) => _partitions[Partitioning.Of(attempt, _partitions.Length)];

    private void Make(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"partition-{number:00}");
        var actor = Context.ActorOf(GreylistPartition.Props(GreylistPartition.PersistenceIdOf(number), _parts.OfPartition(number)), name);
        Context.WatchWith(actor, new PartitionStopped(number));
        _partitions[number] = new Partition.Recovering(actor, new Queue<(JudgeAttempt Attempt, IActorRef ReplyTo)>());
    }

    private IActorRef MakeKeeper() => Context.WatchWith(
        Context.ActorOf(_parts.Store.KeeperProps(_parts.StoreHungAfter).WithDispatcher(PoolDispatcher.Name), "store"), KeeperStopped.Instance);

    // Without it nobody would notice that the store is gone, or that it can be written again.
    private void AwaitKeeper()
    {
        var delay = _parts.BackOff.After(_failures[^1]++);
        _log.Error("the keeper of the greylist store failed; it is started again in {0}", delay);
        Timers.Cancel(SteadyKey(_partitions.Length));
        Timers.StartSingleTimer(MakeKeeperTick.Instance, MakeKeeperTick.Instance, delay);
    }

    private void Recovered(IActorRef actor)
    {
        var number = Array.FindIndex(_partitions, partition => partition is Partition.Recovering recovering && recovering.Actor.Equals(actor));
        if (number < 0)
            return;

        if (_failures[number] > 0)
            _log.Info("{0} judges again", actor.Path.Name);
        // It has only read. One that fails again at its first write waits longer each time.
        AwaitSteadiness(number);

        var waiting = ((Partition.Recovering)_partitions[number]).Waiting;
        _partitions[number] = new Partition.Judging(actor);
        Meters.ShowPartitionsAway(_partitions.OfType<Partition.Away>().Count());
        foreach (var (attempt, replyTo) in waiting)
            actor.Tell(attempt, replyTo);
    }

    private void Stopped(int number)
    {
        if (_partitions[number] is Partition.Recovering recovering)
        {
            foreach (var (attempt, replyTo) in recovering.Waiting)
                replyTo.Tell(Unavailable(attempt));
        }

        Timers.Cancel(SteadyKey(number));
        var delay = _parts.BackOff.After(_failures[number]++);
        _partitions[number] = Partition.Away.Instance;
        _log.Error("greylist partition {0} cannot use its store; it is tried again in {1}", number, delay);
        _store.Tell(CheckStore.Instance);
        Meters.CountPartitionFailure();
        Meters.ShowPartitionsAway(_partitions.OfType<Partition.Away>().Count());
        Timers.StartSingleTimer(number, new MakePartitionTick(number), delay);
    }

    // Whatever kept the store from being written is over: nobody waits for the end of a back-off that was made for it.
    private void MakeThoseThatAreAway()
    {
        for (var number = 0; number < _partitions.Length; number++)
        {
            if (_partitions[number] is not Partition.Away)
                continue;
            Timers.Cancel(number);
            Make(number);
        }
    }

    private void TellPartitions(object message)
    {
        foreach (var judging in _partitions.OfType<Partition.Judging>())
            judging.Actor.Tell(message);
    }

    private void AwaitSteadiness(int number) => Timers.StartSingleTimer(SteadyKey(number), new SteadyTick(number), _parts.BackOff.Longest);

    private static string SteadyKey(int number) => string.Create(CultureInfo.InvariantCulture, $"steady-{number}");

    private static Judged Unavailable(JudgeAttempt attempt) => new(attempt.Attempt, JudgeOutcome.Unavailable.Instance);

    private abstract record Partition
    {
        private Partition()
        {
        }

        public sealed record Recovering(IActorRef Actor, Queue<(JudgeAttempt Attempt, IActorRef ReplyTo)> Waiting) : Partition;

        public sealed record Judging(IActorRef Actor) : Partition;

        public sealed record Away : Partition
        {
            public static readonly Away Instance = new();
        }
    }

    private sealed record PartitionStopped(int Number);

    private sealed record MakePartitionTick(int Number);

    private sealed record KeeperStopped
    {
        public static readonly KeeperStopped Instance = new();
    }

    private sealed record MakeKeeperTick
    {
        public static readonly MakeKeeperTick Instance = new();
    }

    private sealed record DrainTick
    {
        public static readonly DrainTick Instance = new();
    }

    private sealed record SteadyTick(int Number);
}
