using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>A part of an actor whose children are partitions: starts them, routes requests to them, and recreates a partition that its store stopped.</summary>
/// <remarks>
/// While a partition recovers, its requests are kept here, at most <see cref="PartitionFamily.MaxWaiting"/>; while it is away, they are refused at once.
/// The events of a partition are on the disk, and its memory may be ahead of them: the actor must stop a failed partition, never resume or restart it.
/// </remarks>
internal sealed class PartitionSupervision : IPartitions
{
    private readonly IActorContext _context;
    private readonly IWithTimers _actor;
    private readonly ILoggingAdapter _log;
    private readonly PartitionFamily _family;
    private readonly int[] _failures;

    /// <summary>The supervision of partitions that are not started yet.</summary>
    public PartitionSupervision(IActorContext context, IWithTimers actor, ILoggingAdapter log, PartitionFamily family)
    {
        (_context, _actor, _log, _family) = (context, actor, log, family);
        Table = family.Only is { } number ? new PartitionTable(1, number) : new PartitionTable(family.Count, first: 0);
        _failures = new int[family.Count];
    }

    /// <summary>The supervised partitions.</summary>
    public PartitionTable Table { get; }

    /// <inheritdoc/>
    public int Count => _family.Count;

    /// <inheritdoc/>
    public int AwayCount => Table.AwayCount;

    /// <summary>Starts the partitions. The actor subscribes to <see cref="DeadLetter"/>, because partitions that stop leave requests in their mailboxes.</summary>
    public void Start()
    {
        _context.System.EventStream.Subscribe(_context.Self, typeof(DeadLetter));
        foreach (var number in Table.Numbers)
            Start(number);
    }

    /// <inheritdoc/>
    public bool Contains(object message) => _family.Requests.Contains(message);

    /// <inheritdoc/>
    public bool IsQuery(object message) => _family.Requests.IsQuery(message);

    /// <summary>Forwards a request to its partition, keeps it, or replies. A query is never kept.</summary>
    public void Route(object message)
    {
        var sender = _context.Sender;
        switch (Table[_family.Only ?? _family.Requests.PartitionOf(message, Count)])
        {
            case PartitionState.Judging judging:
                judging.Actor.Tell(message, sender);
                break;
            case var _ when IsQuery(message):
                _family.Requests.Decline(message, sender);
                break;
            case PartitionState.Recovering recovering when recovering.Waiting.Count < _family.MaxWaiting:
                recovering.Waiting.Enqueue((message, sender));
                break;
            case PartitionState.Recovering:
                _family.Requests.TurnAway(message, sender);
                break;
            default:
                _family.Requests.Refuse(message, sender);
                break;
        }
    }

    /// <inheritdoc/>
    public void Refuse(object message)
    {
        if (IsQuery(message))
            _family.Requests.Decline(message, _context.Sender);
        else
            _family.Requests.Refuse(message, _context.Sender);
    }

    /// <inheritdoc/>
    public ImmutableArray<ICanTell?> Readers() => Table.Judges();

    /// <inheritdoc/>
    public void TellOwn(object message) => Table.Tell(message);

    /// <inheritdoc/>
    public ReadinessCheck Check(string name) => Table.Check(name);

    /// <summary>There is no other machine.</summary>
    public void HandOver()
    {
    }

    /// <inheritdoc/>
    public bool Accepts(object message)
    {
        switch (message)
        {
            case PartitionRecovered:
                Recovered(_context.Sender);
                return true;
            case PartitionStopped stopped:
                Stopped(stopped.Number);
                return true;
            case StartPartitionTick tick:
                Start(tick.Number);
                return true;
            case SteadyTick tick:
                _failures[tick.Number] = 0;
                return true;
            case DeadLetter lost:
                if (lost.Recipient.Path.Parent.Equals(_context.Self.Path) && Contains(lost.Message))
                    _family.Requests.Refuse(lost.Message, lost.Sender);
                return true;
            case ExpireTriplets or StoreRecreated:
                Table.Tell(message);
                return true;
            case StoreRecovered:
                StartAbsent();
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public int Drain()
    {
        var left = Table.Count - Table.AwayCount;
        foreach (var recovering in Table.Recovering)
            _context.Stop(recovering);
        Table.Tell(DrainGreylist.Instance);
        return left;
    }

    /// <inheritdoc/>
    public bool IsEnd(object message) => message is PartitionStopped;

    /// <inheritdoc/>
    public bool AcceptsWhileDraining(object message) =>
        message is PartitionRecovered or StartPartitionTick or SteadyTick or DeadLetter or ExpireTriplets or StoreRecreated or StoreRecovered or DrainGreylist;

    private void Start(int number)
    {
        var actor = _context.ActorOf(_family.Props(number), string.Create(CultureInfo.InvariantCulture, $"partition-{number:00}"));
        _context.WatchWith(actor, new PartitionStopped(number));
        Table[number] = new PartitionState.Recovering(actor, new Queue<(object Request, IActorRef ReplyTo)>());
    }

    private void Recovered(IActorRef actor)
    {
        var number = Table.NumberOfRecovering(actor);
        if (number < 0)
            return;
        if (_failures[number] > 0)
            _log.Info("{0} partition {1} judges again", _family.Name, number);
        // So far it has only read. A partition that fails again at its first write waits longer each time.
        _actor.Timers.StartSingleTimer(new SteadyTick(number), new SteadyTick(number), _family.BackOff.Longest);
        var waiting = ((PartitionState.Recovering)Table[number]).Waiting;
        Table[number] = new PartitionState.Judging(actor);
        _family.RecordAway(Table.AwayCount);
        if (_family.Greeting() is { } greeting)
            actor.Tell(greeting);
        foreach (var (request, replyTo) in waiting)
            actor.Tell(request, replyTo);
    }

    private void Stopped(int number)
    {
        if (Table[number] is PartitionState.Recovering recovering)
        {
            foreach (var (request, replyTo) in recovering.Waiting)
                _family.Requests.Refuse(request, replyTo);
        }

        _actor.Timers.Cancel(new SteadyTick(number));
        var delay = _family.BackOff.After(_failures[number]++);
        Table[number] = PartitionState.Away.Instance;
        _log.Error("{0} partition {1} cannot use its store; it is tried again in {2}", _family.Name, number, delay);
        _family.CheckStore();
        Meters.CountPartitionFailure();
        _family.RecordAway(Table.AwayCount);
        _actor.Timers.StartSingleTimer(number, new StartPartitionTick(number), delay);
    }

    // The store works again: no partition waits for the end of its back-off.
    private void StartAbsent()
    {
        foreach (var number in Table.Numbers)
        {
            if (Table[number] is not PartitionState.Away)
                continue;
            _actor.Timers.Cancel(number);
            Start(number);
        }
    }

    private sealed record PartitionStopped(int Number);

    private sealed record StartPartitionTick(int Number);

    private sealed record SteadyTick(int Number);
}
