using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Core.Judging;
using GreyActors.Delivery;
using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>What the endpoints show and whom they ask.</summary>
/// <param name="Active">What the program goes by.</param>
/// <param name="ServerPath">The actor that has the listeners and the greylist below it, for example <c>/user/greylist-server</c>.</param>
public sealed record IntrospectionDependencies(ActiveConfiguration Active, string ServerPath)
{
    /// <summary>What the program goes by at this moment.</summary>
    public LoadedConfiguration.Valid Configuration => Active.Now.Configuration;

    /// <summary>The rules by which the judges decide at this moment.</summary>
    public JudgeRules JudgeRules => JudgeDependencies.RulesOf(Configuration.Settings.Greylisting, Active.Now.Access);

    /// <summary>The endpoint's own section; it is the same until a restart.</summary>
    public IntrospectionSettings Settings => Configuration.Settings.Introspection;

    /// <summary>The greylist's actor.</summary>
    public string GreylistPath => $"{ServerPath}/greylist";

    /// <summary>The actor that answers <see cref="GetBackends"/>.</summary>
    public string BackendsPath => $"{ServerPath}/backends";

    /// <summary>The actor that answers <see cref="Reload"/>.</summary>
    public string KeeperPath { get; init; } = "/user/configuration-keeper";

    /// <summary>Who is asked whether the service can do its work.</summary>
    public ImmutableArray<string> ReadinessSources => [ServerPath, GreylistPath, $"{GreylistPath}/store"];

    /// <summary>The policy of a session below its listener's client.</summary>
    public const string Policy = "policy";
}
