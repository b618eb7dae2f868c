using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary>Whether the service can do its work, check by check: 200 when all are well, 503 when not.</summary>
public static class ReadinessEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks every source at once; one that does not answer is a check that failed.</summary>
    public static async Task<JsonHttpResult<ReadinessAnswer>> Answer(ActorSystem system, ImmutableArray<string> sources, CancellationToken cancelled)
    {
        var answers = await Task.WhenAll(sources.Select(source => Ask(system, source, cancelled)));
        var checks = answers.SelectMany(answer => answer.Checks).ToImmutableArray();
        var ok = checks.All(check => check.Ok);
        return TypedResults.Json(
            new ReadinessAnswer(ok, checks),
            IntrospectionJson.Default.ReadinessAnswer,
            statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
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

/// <summary>What <c>/readyz</c> says.</summary>
/// <param name="Ok">Whether all checks are.</param>
public sealed record ReadinessAnswer(bool Ok, ImmutableArray<ReadinessCheck> Checks);
