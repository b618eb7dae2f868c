using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Cluster.Machines;

/// <summary>The dependencies of the <see cref="MachineKeeper"/>.</summary>
/// <param name="Self">The address of this machine.</param>
/// <param name="Seeds">The machines that a starting machine asks to join.</param>
/// <param name="Store">The database that the machines share.</param>
/// <param name="Ledger">The generation that this machine remembers.</param>
/// <param name="Time">The clock.</param>
/// <param name="GiveUp">Ends the program with an exit code because it cannot work.</param>
public sealed record MachineKeeperDependencies(
    IPEndPoint Self, ImmutableArray<IPEndPoint> Seeds, IMachineStore Store, GenerationLedger Ledger, TimeProvider Time, Action<int> GiveUp)
{
    /// <summary>Whether the program is shutting down, so that the machine may leave the cluster.</summary>
    public Func<bool> IsStopping { get; init; } = () => false;

    /// <summary>The version of the program.</summary>
    public string Version { get; init; } = "";

    /// <summary>The values that must agree, as the configuration has them now.</summary>
    public Func<ImmutableSortedDictionary<string, string>> Values { get; init; } = () => ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The other machines that it asks to join.</summary>
    public ImmutableArray<IPEndPoint> Others => Seeds.RemoveAll(seed => seed.Equals(Self));
}
