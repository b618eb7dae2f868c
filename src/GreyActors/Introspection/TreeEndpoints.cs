using System.Text.Json;
using Akka.Hosting;

namespace GreyActors.Introspection;

/// <summary><c>/api/tree</c>: the live actors.</summary>
internal static class TreeEndpoints
{
    private const int MaxDepth = 64;

    // The client must have read this much before more is written.
    private const int PieceBytes = 32 * 1024;

    // The structure is TreeWriter's, which is tested.
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    public static void MapTree(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/tree", Tree)
        .Produces<ActorTree>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("The live actors");

    private static async Task<IResult> Tree(
        IReadOnlyActorRegistry registry, CancellationToken cancelled, string under = "/user", int? depth = null)
    {
        if (depth is < 0 or > MaxDepth)
            return Problem.BadParameter($"depth must be from 0 to {MaxDepth}.");
        if (!registry.TryGet<Introspector>(out var introspector))
            return Problem.Unavailable("The introspector has not started.");

        return await introspector.AskInTime<object>(new GetTree(under, depth ?? int.MaxValue), cancelled) switch
        {
            TreeSnapshot tree => new TreeAnswer(tree),
            NoSuchActor => Problem.NotFound($"No actor is at {under}."),
            _ => Problem.Unavailable("The introspector did not answer in time."),
        };
    }

    private sealed class TreeAnswer(TreeSnapshot tree) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            var body = httpContext.Response.BodyWriter;
            await using var json = new Utf8JsonWriter(body, Unchecked);
            var writer = new TreeWriter(tree, json);
            bool isMore;
            do
            {
                isMore = writer.WriteSome(PieceBytes);
                await json.FlushAsync(httpContext.RequestAborted);
                await body.FlushAsync(httpContext.RequestAborted);
            }
            while (isMore);
        }
    }
}
