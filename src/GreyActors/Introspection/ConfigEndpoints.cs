using GreyActors.Configuration;

namespace GreyActors.Introspection;

/// <summary><c>/api/config</c>: every setting, its value, and where that comes from.</summary>
internal static class ConfigEndpoints
{
    public static void MapConfig(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/config", (IntrospectionParts parts) => TypedResults.Ok(Shown(parts.Configuration)))
        .WithSummary("Every setting, its value, and where that comes from");

    /// <summary>The configuration with its secrets masked.</summary>
    public static ShownConfiguration Shown(LoadedConfiguration.Valid configuration) =>
        new(configuration.Source, [.. configuration.Effective.Select(Secrets.Masked)]);
}
