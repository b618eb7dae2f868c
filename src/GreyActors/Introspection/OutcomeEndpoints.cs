using System.Collections.Immutable;
using Akka.Hosting;
using GreyActors.Core.Outcome;
using GreyActors.Outcome;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/outcome</c>: which mail was delayed, why mail passed, and which mail never did.</summary>
internal static class OutcomeEndpoints
{
    private const int MaxRows = 200;

    private static ProblemHttpResult Unavailable => Problem.Unavailable("The outcome-keeper did not answer in time.");

    public static void MapOutcome(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/outcome", Outcome)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Which mail was delayed, why mail passed, and which mail never did");
        // Only for the other machines: the bytes are those of this release.
        routes.MapGet(ClusterOutcome.Path, Counts).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<OutcomeReport>, ProblemHttpResult>> Outcome(
        IReadOnlyActorRegistry registry, IntrospectionDependencies parts, TimeProvider time, ClusterOutcome cluster, CancellationToken cancelled, int days = 30, int rows = 20)
    {
        if (days is < 1 or > OutcomeLimits.Days)
            return Problem.BadParameter($"days must be from 1 to {OutcomeLimits.Days}.");
        if (rows is < 0 or > MaxRows)
            return Problem.BadParameter($"rows must be from 0 to {MaxRows}.");
        if (!registry.TryGet<OutcomeKeeper>(out var keeper))
            return Unavailable;
        var (counts, missing) = await cluster.Others(cancelled);
        var report = counts.IsEmpty
            ? await keeper.AskInTime<OutcomeReport>(new GetOutcome(days, rows), cancelled)
            : await keeper.AskInTime<OutcomeSnapshot>(GetOutcomeCounts.Instance, cancelled) is { } own ? Sum([own, .. counts]) : null;
        return report is null ? Unavailable : TypedResults.Ok(report with { Missing = missing });

        OutcomeReport Sum(ImmutableArray<OutcomeSnapshot> machines)
        {
            var sum = new OutcomeState(new OutcomeLimits().Times(machines.Length));
            foreach (var machine in machines)
                sum.Add(machine);
            var timing = parts.Configuration.Settings.Greylisting.Timing;
            return OutcomeReporter.Make(sum, time.GetUtcNow(), days, rows, new OutcomeTiming(timing.InitialDelay, timing.RetryWindow), lostDecisions: 0);
        }
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Counts(IReadOnlyActorRegistry registry, CancellationToken cancelled) =>
        registry.TryGet<OutcomeKeeper>(out var keeper) && await keeper.AskInTime<OutcomeSnapshot>(GetOutcomeCounts.Instance, cancelled) is { } counts
            ? TypedResults.Bytes(OutcomeFormat.Write(counts))
            : Unavailable;
}
