using System.Collections.Immutable;
using GreyActors.Cluster.Machines;
using GreyActors.Configuration;
using GreyActors.Core.Judging;
using GreyActors.Delivery;
using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>The configuration that the endpoints show, and the actors that they ask.</summary>
/// <param name="Active">The active configuration.</param>
/// <param name="ServerPath">The parent of the listeners and the greylist, for example <c>/user/greylist-server</c>.</param>
public sealed record IntrospectionDependencies(ActiveConfiguration Active, string ServerPath)
{
    /// <summary>The active configuration at this moment.</summary>
    public LoadedConfiguration.Valid Configuration => Active.Now.Configuration;

    /// <summary>The rules of the judges at this moment.</summary>
    public JudgeRules JudgeRules => JudgeDependencies.RulesOf(Configuration.Settings, Active.Now.Access);

    /// <summary>The endpoint's own section, which changes only with a restart.</summary>
    public IntrospectionSettings Settings => Configuration.Settings.Introspection;

    /// <summary>The path of the greylist.</summary>
    public string GreylistPath => $"{ServerPath}/greylist";

    /// <summary>The path of the known clients.</summary>
    public string KnownClientsPath => $"{ServerPath}/clients";

    /// <summary>The path of the trapped clients.</summary>
    public string TrapsPath => $"{ServerPath}/traps";

    /// <summary>The actor that answers <see cref="Reputation.LookUp"/>.</summary>
    public string ReputationPath => $"{ServerPath}/reputation";

    /// <summary>The actor that answers <see cref="GetBackends"/>.</summary>
    public string BackendsPath => $"{ServerPath}/backends";

    /// <summary>The actor that answers <see cref="Reload"/>.</summary>
    public string KeeperPath { get; init; } = "/user/configuration-keeper";

    /// <summary>The actors that know whether the service can work.</summary>
    public ImmutableArray<string> ReadinessSources =>
    [
        ServerPath, GreylistPath, $"{GreylistPath}/store", KnownClientsPath, TrapsPath, ReputationPath,
        .. Configuration.Settings.Cluster.Enabled ? [MachineKeeperPath] : ImmutableArray<string>.Empty,
    ];

    /// <summary>The actor that answers <see cref="DescribeMachines"/>; only in a cluster.</summary>
    public string MachineKeeperPath => $"/user/{MachineKeeper.Name}";

    /// <summary>The name of a session's policy, a child of the client.</summary>
    public const string Policy = "policy";
}
