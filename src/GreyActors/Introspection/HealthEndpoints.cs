using Akka.Actor;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/healthz</c>: whether the process is alive.</summary>
internal static class HealthEndpoints
{
    public const string Health = "/healthz";

    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet(Health, IsAlive).WithSummary("Whether the process is alive");

    private static ContentHttpResult IsAlive(ActorSystem system) =>
        system.WhenTerminated.IsCompleted
            ? TypedResults.Text("the actor system has ended", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ok");
}
