using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary>Answers to requests that cannot be answered (RFC 9457).</summary>
internal static class Problem
{
    /// <summary>A parameter is not what it should be.</summary>
    public static ProblemHttpResult BadParameter(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>Nobody of that name.</summary>
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>An actor did not answer in time, or has no room.</summary>
    public static ProblemHttpResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, detail);

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
