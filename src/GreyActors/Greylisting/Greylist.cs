using System.Globalization;
using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Gives each attempt to the partition that knows its conversation, and makes a partition again that its store made stop.</summary>
/// <remarks>
/// A partition that recovers has its attempts kept here, as many as <see cref="PartitionLimits.MaxOutstanding"/>; for one that is away they
/// are answered with Unavailable at once. Stops when its parent stops it.
/// </remarks>
public sealed class Greylist : Component, IWithTimers
{
    /// <summary>How many partitions there are. It decides where a triplet is stored: changing it loses all of them.</summary>
    public const int Partitions = 16;

    private readonly Func<int, Props> _partitionProps;
    private readonly BackOff _backOff;
    private readonly int _maxWaiting;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Partition[] _partitions = new Partition[Partitions];
    private readonly int[] _failures = new int[Partitions];

    private Greylist(Nameplate nameplate, Func<int, Props> partitionProps, PartitionLimits limits, BackOff backOff)
        : base(nameplate)
    {
        _partitionProps = partitionProps;
        _maxWaiting = limits.MaxOutstanding;
        _backOff = backOff;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of a greylist whose timing is asked for at each attempt, so that it can be changed while it runs.</summary>
    public static Props Props(Func<GreylistTiming> timing, TimeProvider clock) => Props(timing, clock, new PartitionLimits(), BackOff.Default);

    /// <summary>The same with other limits.</summary>
    public static Props Props(Func<GreylistTiming> timing, TimeProvider clock, PartitionLimits limits, BackOff backOff) => PropsOf(nameplate => new Greylist(
        nameplate,
        number => GreylistPartition.Props(GreylistPartition.PersistenceIdOf(number), timing, clock, limits),
        limits,
        backOff));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // What was in a partition's mailbox when it stopped, or was sent before its end was known, is answered too.
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        for (var number = 0; number < Partitions; number++)
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
            case PartitionRecovered:
                Recovered(Sender);
                break;
            case PartitionStopped stopped:
                Stopped(stopped.Number);
                break;
            case DeadLetter { Message: JudgeAttempt attempt } lost when lost.Recipient.Path.Parent.Equals(Self.Path):
                lost.Sender.Tell(Unavailable(attempt));
                break;
            case DeadLetter:
                break;
            case MakePartitionTick tick:
                Make(tick.Number);
                break;
            case ExpireTriplets expire:
                foreach (var judging in _partitions.OfType<Partition.Judging>())
                    judging.Actor.Tell(expire);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Route(JudgeAttempt attempt)
    {
        switch (_partitions[Partitioning.Of(attempt.Attempt, Partitions)])
        {
            case Partition.Judging judging:
                judging.Actor.Forward(attempt);
                break;
            case Partition.Recovering recovering when recovering.Waiting.Count < _maxWaiting:
                recovering.Waiting.Enqueue((attempt, Sender));
                break;
            default:
                Sender.Tell(Unavailable(attempt));
                break;
        }
    }

    private void Make(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"partition-{number:00}");
        var actor = Context.ActorOf(_partitionProps(number), name);
        Context.WatchWith(actor, new PartitionStopped(number));
        _partitions[number] = new Partition.Recovering(actor, new Queue<(JudgeAttempt Attempt, IActorRef ReplyTo)>());
    }

    private void Recovered(IActorRef actor)
    {
        var number = Array.FindIndex(_partitions, partition => partition is Partition.Recovering recovering && recovering.Actor.Equals(actor));
        if (number < 0)
            return;

        if (_failures[number] > 0)
            _log.Info("{0} judges again", actor.Path.Name);
        _failures[number] = 0;

        var waiting = ((Partition.Recovering)_partitions[number]).Waiting;
        _partitions[number] = new Partition.Judging(actor);
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

        var delay = _backOff.After(_failures[number]++);
        _partitions[number] = Partition.Away.Instance;
        _log.Error("greylist partition {0} cannot use its store; it is tried again in {1}", number, delay);
        Timers.StartSingleTimer(number, new MakePartitionTick(number), delay);
    }

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
}
