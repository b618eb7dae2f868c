using Akka.Actor;
using GreyActors.Net;
using GreyActors.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary>Ends sessions. <see cref="AccessGuard"/> has already checked the token; each change is logged.</summary>
internal static class ChangeEndpoints
{
    public static void MapChanges(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/sessions/{id}/close", Close)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .WithSummary("Ends a session cleanly, with 421");

    private static Results<Accepted, ProblemHttpResult> Close(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, string id)
    {
        if (SessionEndpoints.PolicyOf(system, parts, id) is not { } policy)
            return Problem.NotFound($"No session {id} is open.");

        policy.Tell(Control.EndedByOperator.Instance, ActorRefs.NoSender);
        log.ForContext(typeof(ChangeEndpoints)).Information(LogLines.ChangeMade, "close of the session", id, context.Connection.RemoteIpAddress);
        return TypedResults.Accepted((string?)null);
    }
}
