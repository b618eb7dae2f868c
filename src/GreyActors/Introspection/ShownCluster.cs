using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>The cluster as one of its machines sees it: the answer of <c>/api/cluster</c>. docs/introspection.md describes the fields.</summary>
/// <param name="Enabled">Whether this machine is part of a cluster.</param>
/// <param name="Machine">This machine; null without a cluster.</param>
/// <param name="Machines">All machines by name.</param>
/// <param name="Partitions">All partitions by state and number.</param>
/// <param name="HandOvers">The moves of partitions that this machine has seen.</param>
public sealed record ShownCluster(
    bool Enabled, string? Machine, ImmutableArray<ShownMachine> Machines, ImmutableArray<ShownPlace> Partitions, ShownHandOvers HandOvers)
{
    /// <summary>A machine on its own.</summary>
    public static readonly ShownCluster None = new(Enabled: false, null, [], [], new ShownHandOvers(0, []));
}

/// <summary>A machine.</summary>
/// <param name="Machine">Its address and port, the value of <c>?node=</c>.</param>
/// <param name="State">Its state in the cluster: joining, up, leaving, exiting, down.</param>
/// <param name="IsReachable">Whether this machine reaches it.</param>
/// <param name="UnreachableSince">Since when it is unreachable; null while it is reachable.</param>
/// <param name="Partitions">The number of partitions on it.</param>
public sealed record ShownMachine(string Machine, bool IsSelf, string State, bool IsReachable, DateTimeOffset? UnreachableSince, int Partitions)
{
    /// <summary>The version of its program; null until it has reported it.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the database works for it; null until it has reported it.</summary>
    public bool? StoreWorks { get; init; }

    /// <summary>The settings that must agree and do not.</summary>
    public ImmutableArray<ShownDifference> Differences { get; init; } = [];
}

/// <summary>A setting that differs.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Here">Its value on the machine that answers.</param>
/// <param name="There">Its value on the other machine.</param>
public sealed record ShownDifference(string Key, string Here, string There);

/// <summary>The place of a partition.</summary>
/// <param name="State">The state that it is part of: greylist, clients or traps.</param>
/// <param name="Number">Its number.</param>
/// <param name="Machine">Its machine; null if it has not answered yet.</param>
/// <param name="Condition">judging, recovering, away, or unknown if it has not answered for a while.</param>
public sealed record ShownPlace(string State, int Number, string? Machine, string Condition);

/// <summary>The moves of partitions since this machine started.</summary>
/// <param name="Total">Their number.</param>
/// <param name="Latest">The latest, the newest first.</param>
public sealed record ShownHandOvers(long Total, ImmutableArray<ShownHandOver> Latest);

/// <summary>A move of a partition.</summary>
/// <param name="At">When this machine saw it.</param>
public sealed record ShownHandOver(DateTimeOffset At, string State, int Number, string From, string To);
