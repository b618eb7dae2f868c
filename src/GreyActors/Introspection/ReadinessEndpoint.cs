using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/readyz</c>: 200 if all checks succeed that the service needs, 503 otherwise.</summary>
public static class ReadinessEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks all sources at the same time. A source that does not answer is a failed check.</summary>
    public static async Task<JsonHttpResult<ReadinessAnswer>> Answer(ActorSystem system, ImmutableArray<string> sources, CancellationToken cancelled)
    {
        var checks = await Checks(system, sources, cancelled);
        var ok = !checks.Any(check => check.IsFatal);
        return TypedResults.Json(
            new ReadinessAnswer(ok, checks),
            IntrospectionJson.Default.ReadinessAnswer,
            statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The checks of all sources.</summary>
    public static async Task<ImmutableArray<ReadinessCheck>> Checks(ActorSystem system, ImmutableArray<string> sources, CancellationToken cancelled)
    {
        var answers = await Task.WhenAll(sources.Select(source => Ask(system, source, cancelled)));
        return [.. answers.SelectMany(answer => answer.Checks)];
    }

    private static async Task<Readiness> Ask(ActorSystem system, string source, CancellationToken cancelled)
    {
        try
        {
            return await system.ActorSelection(source).Ask<Readiness>(GetReadiness.Instance, Patience, cancelled);
        }
        catch (AskTimeoutException)
        {
            return Readiness.Of(new ReadinessCheck(source[(source.LastIndexOf('/') + 1)..], false, "does not answer"));
        }
    }
}

/// <summary>The answer of <c>/readyz</c>.</summary>
/// <param name="Ok">Whether all checks succeeded that the service needs.</param>
public sealed record ReadinessAnswer(bool Ok, ImmutableArray<ReadinessCheck> Checks);
