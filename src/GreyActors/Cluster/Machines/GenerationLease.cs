using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Coordination;
using Akka.Event;
using GreyActors.Core.Machines;
using GreyActors.Observability;

namespace GreyActors.Cluster.Machines;

/// <summary>The lease of Akka's split brain strategy lease-majority: not a lock with a time, but the right to make the next decision.</summary>
/// <remarks>
/// A lock with a time would need clocks that run equally fast, and a machine that was stopped for a minute would still believe that it holds the lock. The
/// right to follow one generation is used up by its first user. Created by Akka, by its name in <see cref="ClusterHocon"/>.
/// </remarks>
public sealed class GenerationLease : Lease
{
    private readonly ExtendedActorSystem _system;
    private readonly MachineSetup _setup;
    private readonly ILoggingAdapter _log;

    /// <summary>The lease of one machine.</summary>
    public GenerationLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        _system = system;
        _setup = system.Settings.Setup.Get<MachineSetup>().Value;
        _log = Logging.GetLogger(system, typeof(GenerationLease));
    }

    /// <inheritdoc/>
    public override async Task<bool> Acquire()
    {
        var cluster = Akka.Cluster.Cluster.Get(_system);
        var self = ClusterHocon.IdOf(cluster.SelfUniqueAddress);
        var state = cluster.State;
        // Members that only join count: they are in the cluster, and a decision that does not name them would leave them out. A member that is down is not
        // unreachable to Akka, and was left out by an earlier decision.
        ImmutableArray<MachineId> survivors =
        [
            .. state.Members.Where(member => member.Status != MemberStatus.Down && !state.Unreachable.Contains(member))
                .Select(member => ClusterHocon.IdOf(member.UniqueAddress)).Append(self).Distinct(),
        ];
        if (_setup.Ledger.Remembered is not { } expected)
            return false;
        try
        {
            if (await _setup.Store.Decide(self, expected, survivors).ConfigureAwait(false) is not { } decided)
            {
                _log.Warning(LogLines.DecisionTaken);
                return false;
            }

            _setup.Ledger.Decided(decided);
            return true;
        }
        catch (Exception failed)
        {
            _log.Warning(LogLines.DecisionImpossible, failed.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    /// <summary>Nothing is released: the decision stays.</summary>
    public override Task<bool> Release() => Task.FromResult(true);

    /// <summary>False: each decision must follow the last one, and another machine may have made that.</summary>
    public override bool CheckLease() => false;
}
