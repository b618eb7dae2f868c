using Akka.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/tree</c>: the live actors.</summary>
internal static class TreeEndpoints
{
    private const int MaxDepth = 64;

    public static void MapTree(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/tree", Tree)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("The live actors");

    private static async Task<Results<Ok<ActorTree>, ProblemHttpResult>> Tree(
        IReadOnlyActorRegistry registry, CancellationToken cancelled, string under = "/user", int? depth = null)
    {
        if (depth is < 0 or > MaxDepth)
            return Problem.BadParameter($"depth is 0 to {MaxDepth}");
        if (!registry.TryGet<Introspector>(out var introspector))
            return Problem.Unavailable("the introspector has not started");

        return await introspector.AskInTime<object>(new GetTree(under, depth ?? int.MaxValue), cancelled) switch
        {
            ActorTree tree => TypedResults.Ok(tree),
            NoSuchActor => Problem.NotFound($"no actor lives at {under}"),
            _ => Problem.Unavailable("the introspector did not answer in time"),
        };
    }
}
