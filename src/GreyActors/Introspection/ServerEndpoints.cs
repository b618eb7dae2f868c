using Akka.Actor;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/servers</c>: how the real mail servers are, and which way mail goes.</summary>
internal static class ServerEndpoints
{
    public static void MapServers(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/servers", Servers)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("The real mail servers, and which way mail goes");

    private static async Task<Results<Ok<RealMailServersView>, ProblemHttpResult>> Servers(
        ActorSystem system, IntrospectionParts parts, CancellationToken cancelled) =>
        await system.ActorSelection(parts.RealMailServersPath).AskInTime<RealMailServersView>(GetRealMailServers.Instance, cancelled) is { } servers
            ? TypedResults.Ok(servers)
            : Problem.Unavailable("the real mail servers' actor did not answer in time");
}
