using System.Text.RegularExpressions;
using GreyActors.Configuration;

namespace GreyActors.Introspection;

/// <summary><c>/api/config</c>: every setting, its value, and where that comes from.</summary>
internal static partial class ConfigEndpoints
{
    private const string Mask = "***";

    public static void MapConfig(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/config", (IntrospectionParts parts) => TypedResults.Ok(Shown(parts.Configuration)))
        .WithSummary("Every setting, its value, and where that comes from");

    /// <summary>The configuration with its secrets masked.</summary>
    public static ShownConfiguration Shown(LoadedConfiguration.Valid configuration) =>
        new(configuration.Source, [.. configuration.Effective.Select(Masked)]);

    private static EffectiveValue Masked(EffectiveValue value) =>
        IsSecret().IsMatch(value.Key) ? value with { Value = Mask } : value with { Value = UserInAddress().Replace(value.Value, $"//{Mask}@") };

    // The operator's akka section may hold anything: a name is all there is to go by. Files that hold secrets are no secrets.
    [GeneratedRegex(@"(password|passwd|secret|(?<!require-)token|credentials?|connection-string|private-key|api-key)""?$", RegexOptions.IgnoreCase)]
    private static partial Regex IsSecret();

    [GeneratedRegex(@"//[^/@\s""]+@")]
    private static partial Regex UserInAddress();
}
