namespace GreyActors.Introspection;

/// <summary>The HTTP endpoint an operator looks through; docs/introspection.md has it all. Each group of requests has its file.</summary>
public static class IntrospectionEndpoint
{
    /// <summary>Maps the endpoint, behind the <see cref="AccessGuard"/>. Actors are taken from the actor registry.</summary>
    public static WebApplication MapIntrospection(this WebApplication app)
    {
        app.UseMiddleware<AccessGuard>();
        app.UseStatusCodePages();
        app.UseOptions();
        var routes = app.MapGroup("").WithHead();
        routes.MapHealth();
        routes.MapTree();
        routes.MapServers();
        routes.MapSessions();
        routes.MapDecisions();
        routes.MapRules();
        routes.MapExplain();
        routes.MapTriplets();
        routes.MapConfig();
        routes.MapStats();
        routes.MapChanges();
        routes.MapMetrics();
        routes.MapDashboard();
        routes.MapOpenApi("/openapi.json");
        return app;
    }
}
