using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary>The HTTP endpoint an operator looks through: <c>/api/tree</c>, <c>/api/servers</c> and <c>/healthz</c>.</summary>
public static class IntrospectionEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Maps the endpoint, behind the check of the Host header. The <see cref="Introspector"/> is taken from the actor registry.</summary>
    /// <param name="app">What serves.</param>
    /// <param name="realMailServersPath">Where the actor is that answers <see cref="GetRealMailServers"/>.</param>
    public static WebApplication MapIntrospection(this WebApplication app, string realMailServersPath)
    {
        app.Use(Guard);
        app.MapGet("/healthz", Health);
        app.MapGet("/api/tree", Tree);
        app.MapGet("/api/servers", (ActorSystem system, CancellationToken cancelled) => Servers(system.ActorSelection(realMailServersPath), cancelled));
        return app;
    }

    private static Task Guard(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (LoopbackHost.IsOurs(context.Request.Host, context.Connection.LocalIpAddress))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync("The Host header names another host.\n");
    }

    private static ContentHttpResult Health(ActorSystem system) =>
        system.WhenTerminated.IsCompleted
            ? TypedResults.Text("the actor system has ended", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ok");

    private static async Task<Results<JsonHttpResult<RealMailServersView>, StatusCodeHttpResult>> Servers(
        ICanTell realMailServers, CancellationToken cancelled)
    {
        try
        {
            var servers = await realMailServers.Ask<RealMailServersView>(GetRealMailServers.Instance, Patience, cancelled);
            return TypedResults.Json(servers, IntrospectionJson.Default.RealMailServersView);
        }
        catch (AskTimeoutException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Results<JsonHttpResult<ActorTree>, StatusCodeHttpResult>> Tree(
        IReadOnlyActorRegistry registry, CancellationToken cancelled)
    {
        if (!registry.TryGet<Introspector>(out var introspector))
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

        try
        {
            var tree = await introspector.Ask<ActorTree>(GetTree.Instance, Patience, cancelled);
            return TypedResults.Json(tree, IntrospectionJson.Default.ActorTree);
        }
        catch (AskTimeoutException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
