using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary>Error responses (RFC 9457).</summary>
internal static class Problem
{
    /// <summary>A parameter is invalid.</summary>
    public static ProblemHttpResult BadParameter(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>There is nothing of that name.</summary>
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>The active settings make the request pointless.</summary>
    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    /// <summary>An actor did not answer in time, or has too many readers.</summary>
    public static ProblemHttpResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, detail);

    /// <summary>Describes the error responses of a request that asks an actor: those with these statuses, and that of no answer.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            route.ProducesProblem(status);
        return route.ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
