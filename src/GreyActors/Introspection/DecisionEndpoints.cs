using Akka.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/decisions</c>: what was decided about recipients, kept and live.</summary>
internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/decisions", Page)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("What was decided about recipients, newest last");
        routes.MapGet("/api/decisions/stream", Stream)
            .Produces<Decision>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("The same as it happens (server-sent events)");
    }

    private static async Task<Results<Ok<ShownDecisions>, ProblemHttpResult>> Page(
        IReadOnlyActorRegistry registry, CancellationToken cancelled, long? after = null, int limit = 100)
    {
        if (limit is < 1 or > DecisionLog.Capacity)
            return Problem.BadParameter($"limit is 1 to {DecisionLog.Capacity}");
        if (!registry.TryGet<DecisionLog>(out var log) || await log.AskInTime<DecisionPage>(new GetDecisions(after, limit), cancelled) is not { } page)
            return Problem.Unavailable("the decision-log did not answer in time");

        return TypedResults.Ok(new ShownDecisions(page.Oldest, page.Newest, page.Lost, page.Decisions));
    }

    private static async Task<IResult> Stream(HttpContext context, IReadOnlyActorRegistry registry, DecisionStream stream, long? after = null)
    {
        if (context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last])
        {
            if (!long.TryParse(last, out var lastSeen))
                return Problem.BadParameter("Last-Event-ID is the id of a decision");
            after = lastSeen;
        }

        if (!registry.TryGet<DecisionLog>(out var log))
            return Problem.Unavailable("the decision-log has not started");
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // The content has no end, so a HEAD would not have one either.
            context.Response.ContentType = DecisionStream.ContentType;
            return TypedResults.Empty;
        }

        var feed = new DecisionFeed(DecisionStream.Room);
        try
        {
            switch (await log.AskInTime<Following>(new FollowDecisions(feed, after), context.RequestAborted))
            {
                case null:
                    return Problem.Unavailable("the decision-log did not answer in time");
                case { IsFed: false }:
                    return Problem.Unavailable($"{DecisionLog.MaxReaders} readers follow the decisions already");
                default:
                    await stream.Write(context, feed);
                    return TypedResults.Empty;
            }
        }
        finally
        {
            log.Tell(new LeaveDecisions(feed), Akka.Actor.ActorRefs.NoSender);
        }
    }
}
