using Akka.Actor;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/healthz</c>: whether the process is alive; <c>/readyz</c>: whether the service can work.</summary>
internal static class HealthEndpoints
{
    public const string Health = "/healthz";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapCheck(Health, IsAlive).WithSummary("Whether the process is alive");
        routes.MapCheck("/readyz", (ActorSystem system, IntrospectionDependencies parts, CancellationToken cancelled) =>
                ReadinessEndpoint.Answer(system, parts.ReadinessSources, cancelled))
            .Produces<ReadinessAnswer>()
            .Produces<ReadinessAnswer>(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Whether the service can work, check by check");
    }

    private static ContentHttpResult IsAlive(ActorSystem system) =>
        system.WhenTerminated.IsCompleted
            ? TypedResults.Text("the actor system has ended", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ok");
}
