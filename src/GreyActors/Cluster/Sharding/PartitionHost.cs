using Akka.Actor;
using GreyActors.Components;
using GreyActors.Greylisting;

namespace GreyActors.Cluster.Sharding;

/// <summary>The entity of a shard: supervises one partition on the machine to which the cluster has given it.</summary>
/// <remarks>
/// The router of this machine (the actor that routes requests of this state) sends it what concerns all partitions: the identities to ignore, the
/// recovery of the store, the time to expire. Stops after <see cref="DrainGreylist"/>, when the partition has saved its snapshot; requests that
/// arrive meanwhile go back to the router, which finds the next machine.
/// </remarks>
internal sealed class PartitionHost : Component, IWithTimers
{
    private readonly int _number;
    private readonly string _machine;
    private readonly IActorRef _router;
    private readonly PartitionFamily _family;
    private readonly PartitionSupervision _partition;
    private IgnoreIdentities? _ignored;

    // Versions of different incarnations differ: the counts after a hand-over are read again.
    private long _countsVersion = Random.Shared.NextInt64(1, long.MaxValue / 2);
    private IdentitiesCounted? _counts;

    private PartitionHost(Nameplate nameplate, int number, string machine, PartitionFamily family, IActorRef router)
        : base(nameplate)
    {
        (_number, _machine, _router) = (number, machine, router);
        _family = family with
        {
            Only = number,
            Greeting = () => _ignored,
            CheckStore = () => _router.Tell(CheckStore.Instance),
            RecordAway = _ => { },
        };
        _partition = new PartitionSupervision(Context, this, LiveLog.Of(Context), _family);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the host of a partition.</summary>
    /// <param name="number">The number of the partition.</param>
    /// <param name="machine">This machine, as host:port.</param>
    /// <param name="family">The state.</param>
    /// <param name="router">The actor of this machine that routes requests of this state.</param>
    public static Props Props(int number, string machine, PartitionFamily family, IActorRef router) =>
        PropsOf(nameplate => new PartitionHost(nameplate, number, machine, family, router));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _router.Tell(new PartitionHosted(_number));
        _partition.Start();
        Enter(Hosting);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Hosting(object message)
    {
        switch (message)
        {
            case var routed when _partition.Contains(routed) || _partition.IsQuery(routed):
                _partition.Route(routed);
                break;
            case PollPartition poll:
                Sender.Tell(new PartitionPolled(
                    _family.Name, _number, _machine, Condition, _countsVersion, poll.CountsVersion == _countsVersion ? null : _counts));
                break;
            case IdentitiesCounted counted:
                (_counts, _countsVersion) = (counted, _countsVersion + 1);
                break;
            case IgnoreIdentities ignore:
                _ignored = ignore;
                _partition.TellOwn(ignore);
                break;
            case DrainGreylist:
                Drain();
                break;
            case var other when _partition.Accepts(other):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private PartitionCondition Condition => _partition.Table[_number] switch
    {
        PartitionState.Judging => PartitionCondition.Judging,
        PartitionState.Recovering => PartitionCondition.Recovering,
        _ => PartitionCondition.Away,
    };

    private void Drain()
    {
        if (_partition.Drain() == 0)
            Context.Stop(Self);
        else
            Enter(Draining);
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case var end when _partition.IsEnd(end):
                Context.Stop(Self);
                break;
            case var routed when _partition.Contains(routed) || _partition.IsQuery(routed):
                _router.Forward(new ToPartition(_family.Name, _number, routed));
                break;
            case PollPartition or IdentitiesCounted or IgnoreIdentities:
            case var late when _partition.AcceptsWhileDraining(late):
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}

/// <summary>A partition reports to the router of its machine that it is there.</summary>
internal sealed record PartitionHosted(int Number);
