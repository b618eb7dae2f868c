using Akka.Hosting;
using GreyActors.Core.Outcome;
using GreyActors.Outcome;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/outcome</c>: which mail was delayed, why mail passed, and which mail never did.</summary>
internal static class OutcomeEndpoints
{
    private const int MaxRows = 200;

    public static void MapOutcome(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/outcome", Outcome)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("Which mail was delayed, why mail passed, and which mail never did");

    private static async Task<Results<Ok<OutcomeReport>, ProblemHttpResult>> Outcome(
        IReadOnlyActorRegistry registry, CancellationToken cancelled, int days = 30, int rows = 20)
    {
        if (days is < 1 or > OutcomeLimits.Days)
            return Problem.BadParameter($"days must be from 1 to {OutcomeLimits.Days}.");
        if (rows is < 0 or > MaxRows)
            return Problem.BadParameter($"rows must be from 0 to {MaxRows}.");
        return registry.TryGet<OutcomeKeeper>(out var keeper) && await keeper.AskInTime<OutcomeReport>(new GetOutcome(days, rows), cancelled) is { } report
            ? TypedResults.Ok(report)
            : Problem.Unavailable("The outcome-keeper did not answer in time.");
    }
}
