using System.Collections.Immutable;
using GreyActors.Core.Machines;

namespace GreyActors.Cluster.Machines;

/// <summary>Asks the <see cref="MachineKeeper"/> what it knows of the machines. Reply: <see cref="MachinesDescribed"/>.</summary>
public sealed record DescribeMachines
{
    /// <summary>The one instance.</summary>
    public static readonly DescribeMachines Instance = new();
}

/// <summary>The machines of the cluster, as this machine sees them.</summary>
/// <param name="Self">This machine.</param>
/// <param name="Generation">The last decision that this machine has seen; null if it has seen none.</param>
/// <param name="StoreFailing">How long the database has failed for this machine; null if it works.</param>
/// <param name="Others">The other machines that report, by address.</param>
public sealed record MachinesDescribed(MachineId Self, long? Generation, TimeSpan? StoreFailing, ImmutableArray<OtherMachine> Others);

/// <summary>Another machine.</summary>
/// <param name="Report">Its last report.</param>
/// <param name="Age">The time since the report.</param>
/// <param name="Differences">The values that must agree and do not.</param>
public sealed record OtherMachine(MachineReport Report, TimeSpan Age, ImmutableArray<ValueDifference> Differences);
