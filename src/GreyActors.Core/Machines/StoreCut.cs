namespace GreyActors.Core.Machines;

/// <summary>Decides whether a machine leaves the cluster because only it cannot use the database.</summary>
/// <remarks>If nobody can use the database, nobody leaves: the partitions would not be better off elsewhere.</remarks>
public static class StoreCut
{
    /// <summary>How long the database must fail here and work for another machine. Longer than the machines need to notice an outage, and its end, one after the other.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How old the report of another machine may be.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(6);

    /// <summary>The machine for which the database works while it fails here; null if this machine stays.</summary>
    /// <param name="failing">How long the database has failed here; null if it works.</param>
    /// <param name="others">The other machines.</param>
    public static StoreReport? WorksFor(TimeSpan? failing, IEnumerable<StoreReport> others) =>
        failing >= Patience ? others.FirstOrDefault(other => other.Age <= Freshness && other.Working >= Patience) : null;
}

/// <summary>The report of another machine about the database.</summary>
/// <param name="Address">The machine.</param>
/// <param name="Age">The time since the report.</param>
/// <param name="Working">How long the database has worked for that machine; null if it fails.</param>
public sealed record StoreReport(string Address, TimeSpan Age, TimeSpan? Working);
