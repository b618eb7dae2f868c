using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/config</c>: every setting, its value and origin; <c>/api/reload</c>: reloads the configuration.</summary>
internal static class ConfigEndpoints
{
    // New backends are probed before anything takes effect.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(18);

    public static void MapConfig(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/config", (IntrospectionDependencies parts) => TypedResults.Ok(Shown(parts.Active)))
            .WithSummary("Every setting, its value and origin");
        routes.MapPost("/api/reload", Reload)
            .Produces<ShownReload>()
            .Produces<ShownReload>(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Reloads the configuration, if it contains no errors");
    }

    /// <summary>A configuration that the program does not use, with its secrets masked.</summary>
    public static ShownConfiguration Shown(LoadedConfiguration.Valid configuration) => Shown(configuration, [], null);

    private static ShownConfiguration Shown(ActiveConfiguration active)
    {
        var last = active.LastReload is { } report && ShownReload.Of("", report.Outcome) is { } shown
            ? new ShownLastReload(report.At, report.By, shown.Outcome, shown.Errors)
            : null;
        return Shown(active.Now.Configuration, active.Now.AwaitingRestart, last);
    }

    private static ShownConfiguration Shown(LoadedConfiguration.Valid configuration, ImmutableArray<ChangedKey> awaitingRestart, ShownLastReload? last) =>
        new(configuration.Source, [.. configuration.Effective.Select(Secrets.Masked)], awaitingRestart, last) { Mode = configuration.Settings.Greylisting.Mode };

    private static async Task<Results<JsonHttpResult<ShownReload>, ProblemHttpResult>> Reload(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log)
    {
        var client = context.Connection.RemoteIpAddress;
        var outcome = await system.ActorSelection(parts.KeeperPath)
            .AskInTime<ReloadOutcome>(new Reload($"request from {client}"), context.RequestAborted, Patience);
        var shown = outcome is null ? null : ShownReload.Of(parts.Configuration.Source, outcome);
        log.ForContext(typeof(ConfigEndpoints)).Information(
            LogLines.ChangeMade, $"reload ({shown?.Outcome.ToString().ToLowerInvariant() ?? "not done"})", parts.Configuration.Source, client);
        return shown is null
            ? Problem.Unavailable(outcome is ReloadOutcome.Ignored ignored ? ignored.Why : "The reload has not finished in time, perhaps because backends are slow; /api/config will show its outcome.")
            : TypedResults.Json(
                shown,
                statusCode: shown.Outcome == ReloadResult.Refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
