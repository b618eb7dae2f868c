using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using GreyActors.Components;
using GreyActors.Core.Machines;
using GreyActors.Observability;

namespace GreyActors.Cluster.Machines;

/// <summary>Makes this machine a member of the cluster, reports the other machines, and ends the program when the cluster continues without this machine.</summary>
/// <remarks>
/// Joining: the other seed nodes are asked for some seconds. Then the database is asked for the permission to form a cluster, until one of both succeeds. So no
/// machine has to be the first, and a machine that restarts while it is cut from the others does not form a second cluster. Stops when the actor system does.
/// </remarks>
public sealed partial class MachineKeeper : Component, IWithTimers
{
    /// <summary>Its name, the same on all machines.</summary>
    public const string Name = "machine-keeper";

    // A running cluster answers within a second or two. The first machine of the list waits less, so that machines that start together need not.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(3);

    private const int RefusalsUntilWarning = 3;

    private readonly MachineKeeperDependencies _parts;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly MachineId _id;
    private string _waitsFor = "";
    private int _refusals;

    private MachineKeeper(Nameplate nameplate, MachineKeeperDependencies parts)
        : base(nameplate)
    {
        _parts = parts;
        _id = ClusterHocon.IdOf(_cluster.SelfUniqueAddress);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props.</summary>
    public static Props Props(MachineKeeperDependencies parts) => PropsOf(nameplate => new MachineKeeper(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        _cluster.Subscribe(self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Context.System.EventStream.Subscribe(self, typeof(ThisActorSystemQuarantinedEvent));
        _cluster.RegisterOnMemberRemoved(() => self.Tell(RemovedFromCluster.Instance));
        Timers.StartPeriodicTimer(BeatDue.Instance, BeatDue.Instance, TimeSpan.Zero, BetweenBeats);
        Timers.StartPeriodicTimer(ReportDue.Instance, ReportDue.Instance, BetweenReports);
        if (!_parts.Others.IsEmpty)
            _cluster.JoinSeedNodes(_parts.Others.Select(seed => ClusterHocon.AddressOf(seed, _cluster.SelfAddress.Protocol)));
        AskToFormAfter(_parts.Seeds[0].Equals(_parts.Self) ? FirstPatience : Patience);
        Enter(Joining);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private void Joining(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp { Member: var member } when IsSelf(member):
                _log.Info(LogLines.MachineJoined, _parts.Self);
                Timers.Cancel(AskDue.Instance);
                Enter(Working);
                Joined();
                break;
            case AskDue:
                _parts.Store.AskToForm(_id).PipeTo(Self, success: answer => answer, failure: why => new AskFailed(why.Message));
                break;
            case FormingAnswer { Generation: { } generation }:
                _log.Info(LogLines.MachineForms, _parts.Self);
                _parts.Ledger.Decided(generation);
                _cluster.Join(_cluster.SelfAddress);
                break;
            case FormingAnswer refused:
                WaitFor($"machine {refused.Other}, which was seen in the database a moment ago");
                break;
            case AskFailed failed:
                WaitFor($"the database: {failed.Why}");
                break;
            case GetReadiness:
                Sender.Tell(ReadinessWhen(isMember: false));
                break;
            default:
                WhileInCluster(message);
                break;
        }
    }

    private void Working(object message)
    {
        switch (message)
        {
            case GetReadiness:
                Sender.Tell(ReadinessWhen(isMember: true));
                break;
            case FormingAnswer or AskFailed:
                break;
            default:
                WhileInCluster(message);
                break;
        }
    }

    private void WhileInCluster(object message)
    {
        switch (message)
        {
            case RemovedFromCluster when _parts.IsStopping():
                Leave();
                break;
            case ClusterEvent.MemberDowned { Member: var member } when IsSelf(member):
            case RemovedFromCluster:
                End("the other machines could not be reached, and this machine could not get the decision to continue");
                break;
            case ThisActorSystemQuarantinedEvent:
                // Perhaps the cluster continues without this machine, perhaps without the other one: the database knows.
                Beat();
                break;
            case ClusterEvent.MemberExited { Member: var member } when IsSelf(member):
            case ClusterEvent.MemberLeft { Member: var leaving } when IsSelf(leaving):
                Leave();
                break;
            case ClusterEvent.IMemberEvent or ClusterEvent.IReachabilityEvent:
                Report(message);
                break;
            case ReportDue:
                Exchange();
                break;
            case MachineReport report:
                Receive(report);
                break;
            case DescribeMachines:
                Sender.Tell(Describe());
                break;
            case BeatDue:
                Beat();
                break;
            case Beaten beaten:
                See(beaten);
                break;
            case BeatFailed failed:
                See(failed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The shutdown of this machine, or its end without the others: nothing changes that any more.
    private void Leaving(object message)
    {
        switch (message)
        {
            case ClusterEvent.IMemberEvent or ClusterEvent.IReachabilityEvent or RemovedFromCluster or ThisActorSystemQuarantinedEvent:
            case FormingAnswer or AskFailed or AskDue or BeatDue or Beaten or BeatFailed or ReportDue or MachineReport:
                break;
            case GetReadiness:
                Sender.Tell(ReadinessWhen(isMember: false));
                break;
            case DescribeMachines:
                Sender.Tell(Describe());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Report(object change)
    {
        if (change is ClusterEvent.MemberRemoved { Member: var gone })
            Forget(gone);
        switch (change)
        {
            case ClusterEvent.MemberUp up when !IsSelf(up.Member):
                _log.Info(LogLines.OtherMachineJoined, ClusterHocon.NameOf(up.Member.Address));
                break;
            case ClusterEvent.MemberLeft left:
                _log.Info(LogLines.OtherMachineLeaves, ClusterHocon.NameOf(left.Member.Address));
                break;
            case ClusterEvent.UnreachableMember lost:
                _log.Warning(LogLines.OtherMachineUnreachable, ClusterHocon.NameOf(lost.Member.Address));
                break;
            case ClusterEvent.ReachableMember found:
                _log.Info(LogLines.OtherMachineReachable, ClusterHocon.NameOf(found.Member.Address));
                break;
            case ClusterEvent.MemberRemoved { PreviousStatus: MemberStatus.Down } removed:
                _log.Warning(LogLines.OtherMachineDown, ClusterHocon.NameOf(removed.Member.Address));
                break;
        }
    }

    private void WaitFor(string what)
    {
        // When all machines start, one of them is allowed to form the cluster, and the others join a moment later.
        if (what == _waitsFor && ++_refusals == RefusalsUntilWarning)
            _log.Warning(LogLines.MachineWaits, what);
        if (what != _waitsFor)
            (_waitsFor, _refusals) = (what, 1);
        AskToFormAfter(BetweenQuestions);
    }

    private void AskToFormAfter(TimeSpan time) => Timers.StartSingleTimer(AskDue.Instance, AskDue.Instance, time);

    private void Leave()
    {
        Forget();
        Enter(Leaving);
    }

    private void End(string why)
    {
        _log.Error(LogLines.MachineLeftOut, _parts.Self, why);
        Leave();
        // Its partitions stop at once: the other machines start them.
        _cluster.Down(_cluster.SelfAddress);
        _parts.GiveUp(ExitCode.Software);
    }

    private bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);

    private sealed record AskDue
    {
        public static readonly AskDue Instance = new();
    }

    private sealed record AskFailed(string Why);

    private sealed record RemovedFromCluster
    {
        public static readonly RemovedFromCluster Instance = new();
    }
}
