using System.Collections.Immutable;

namespace GreyActors.Core.Machines;

/// <summary>One machine's memory of the decisions about its cluster: the last generation of the cluster that included this machine.</summary>
/// <remarks>
/// Each decision that leaves machines out makes a new generation, which names its survivors. A decision is valid only if it follows the generation that the
/// deciding machine remembers. So of two sides that cannot reach each other one decides, and the other one finds that it was left out; no clock takes part.
/// </remarks>
/// <param name="Remembered">The generation; null before the first look.</param>
/// <param name="IsMember">Whether that look was after this machine had come into the cluster, so that each later decision must name it.</param>
public readonly record struct Generations(long? Remembered, bool IsMember = false)
{
    /// <summary>Compares the stored generation with the remembered one.</summary>
    /// <param name="stored">The stored generation.</param>
    /// <param name="machine">This process.</param>
    /// <param name="isMember">Whether this machine was in the cluster when the look began. A decision before that cannot name it.</param>
    public (Generations Next, bool IsLeftOut) See(StoredGeneration stored, MachineId machine, bool isMember) =>
        // A look that began before a decision of this machine, or before it came into the cluster, may arrive after that.
        stored.Number < Remembered || (IsMember && !isMember) ? (this, false)
        : IsMember && stored.Number > Remembered && !stored.Survivors.Contains(machine) ? (this, true)
        : (new Generations(stored.Number, isMember), false);

    /// <summary>The memory after a decision of this machine.</summary>
    public static Generations After(long decided) => new(decided, IsMember: true);
}

/// <summary>The last decision about the cluster, as stored.</summary>
/// <param name="Number">The generation, which only grows.</param>
/// <param name="Survivors">The machines that the decision left in the cluster.</param>
public sealed record StoredGeneration(long Number, ImmutableHashSet<MachineId> Survivors);
