using System.Collections.Immutable;
using GreyActors.Core.Machines;

namespace GreyActors.Cluster.Machines;

/// <summary>What the machines of a cluster agree on through the database that they share. A failed call throws.</summary>
public interface IMachineStore
{
    /// <summary>Reads the last decision and, if this machine is up, records that it is.</summary>
    Task<StoredGeneration> Beat(MachineId machine, bool isUp);

    /// <summary>Stores a decision that follows generation <paramref name="expected"/>. Null if another decision was first; otherwise its generation.</summary>
    /// <remarks>A decision of this machine that was stored, but not acknowledged, counts.</remarks>
    Task<long?> Decide(MachineId machine, long expected, ImmutableArray<MachineId> survivors);

    /// <summary>Asks for the permission to form a cluster alone. It is granted if the database has seen no other machine lately.</summary>
    Task<FormingAnswer> AskToForm(MachineId machine);

    /// <summary>Removes the record of a machine that shuts down.</summary>
    Task Forget(MachineId machine);
}

/// <summary>The answer to a machine that asks to form a cluster.</summary>
/// <param name="Generation">The generation of the new cluster; null if the permission was refused.</param>
/// <param name="Other">The machine that was seen lately; empty if none was.</param>
public sealed record FormingAnswer(long? Generation, string Other);
