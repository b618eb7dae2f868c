using Akka.Actor;
using GreyActors.Delivery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/servers</c>: the state of the backends, and the routes.</summary>
internal static class ServerEndpoints
{
    public static void MapServers(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/servers", Servers)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("The state of the backends, and the routes");

    private static async Task<Results<Ok<BackendsView>, ProblemHttpResult>> Servers(
        ActorSystem system, IntrospectionDependencies parts, CancellationToken cancelled) =>
        await system.ActorSelection(parts.BackendsPath).AskInTime<BackendsView>(GetBackends.Instance, cancelled) is { } servers
            ? TypedResults.Ok(servers)
            : Problem.Unavailable("The backends actor did not answer in time.");
}
