namespace GreyActors.Introspection;

/// <summary>Asks the <see cref="ClusterWatcher"/> for the machines and the places of the partitions. Reply: <see cref="ShownCluster"/>.</summary>
public sealed record GetCluster
{
    /// <summary>The one instance.</summary>
    public static readonly GetCluster Instance = new();
}
