using Akka.Actor.Setup;

namespace GreyActors.Cluster.Machines;

/// <summary>The parts of this process that Akka's split brain resolver needs: it creates the <see cref="GenerationLease"/> by its name.</summary>
/// <param name="store">The database that the machines share.</param>
/// <param name="ledger">The generation that this machine remembers.</param>
public sealed class MachineSetup(IMachineStore store, GenerationLedger ledger) : Setup
{
    /// <summary>The database that the machines share.</summary>
    public IMachineStore Store { get; } = store;

    /// <summary>The generation that this machine remembers.</summary>
    public GenerationLedger Ledger { get; } = ledger;
}
