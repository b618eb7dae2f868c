using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;

namespace GreyActors.Introspection;

/// <summary>What the endpoints show and whom they ask.</summary>
/// <param name="Configuration">What the program goes by.</param>
/// <param name="Access">Its rules, compiled.</param>
/// <param name="ServerPath">The actor that has the listeners and the greylist below it, for example <c>/user/greylist-server</c>.</param>
public sealed record IntrospectionParts(LoadedConfiguration.Valid Configuration, AccessPolicy Access, string ServerPath)
{
    /// <summary>The endpoint's own section.</summary>
    public IntrospectionSettings Settings => Configuration.Settings.Introspection;

    /// <summary>The greylist's actor.</summary>
    public string GreylistPath => $"{ServerPath}/greylist";

    /// <summary>The actor that answers <see cref="GetRealMailServers"/>.</summary>
    public string RealMailServersPath => $"{ServerPath}/real-mail-servers";

    /// <summary>Who is asked whether the service can do its work.</summary>
    public ImmutableArray<string> ReadinessSources => [ServerPath, GreylistPath, $"{GreylistPath}/store"];

    /// <summary>The policy of a session below its listener's client.</summary>
    public const string Policy = "policy";
}
