using Akka.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/decisions</c>: the decisions about recipients, and the live stream of them.</summary>
internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/decisions", Page)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("The decisions about recipients, newest last");
        routes.MapGet("/api/decisions/stream", Stream)
            .Produces<Decision>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("The decisions as they are made (server-sent events)");
    }

    private static async Task<Results<Ok<ShownDecisions>, ProblemHttpResult>> Page(
        IReadOnlyActorRegistry registry, CancellationToken cancelled, long? after = null, int limit = 100)
    {
        if (limit is < 1 or > DecisionLog.Capacity)
            return Problem.BadParameter($"limit must be from 1 to {DecisionLog.Capacity}.");
        if (!registry.TryGet<DecisionLog>(out var log) || await log.AskInTime<DecisionPage>(new GetDecisions(after, limit), cancelled) is not { } page)
            return Problem.Unavailable("The decision-log did not answer in time.");

        return TypedResults.Ok(new ShownDecisions(page.Oldest, page.Newest, page.Lost, page.Decisions));
    }

    private static async Task<IResult> Stream(HttpContext context, IReadOnlyActorRegistry registry, DecisionStream stream, long? after = null)
    {
        if (context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last])
        {
            if (!long.TryParse(last, out var lastSeen))
                return Problem.BadParameter("Last-Event-ID must be the id of a decision.");
            after = lastSeen;
        }

        if (!registry.TryGet<DecisionLog>(out var log))
            return Problem.Unavailable("The decision-log has not started.");
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // The stream has no end, so a HEAD that produced it would not end either.
            context.Response.ContentType = DecisionStream.ContentType;
            return TypedResults.Empty;
        }

        var feed = new DecisionFeed(DecisionStream.Room);
        try
        {
            switch (await log.AskInTime<DecisionsSubscribed>(new SubscribeToDecisions(feed, after), context.RequestAborted))
            {
                case null:
                    return Problem.Unavailable("The decision-log did not answer in time.");
                case { IsAccepted: false }:
                    return Problem.Unavailable($"The stream already has {DecisionLog.MaxReaders} readers, the maximum.");
                default:
                    await stream.Write(context, feed);
                    return TypedResults.Empty;
            }
        }
        finally
        {
            log.Tell(new UnsubscribeFromDecisions(feed), Akka.Actor.ActorRefs.NoSender);
        }
    }
}
