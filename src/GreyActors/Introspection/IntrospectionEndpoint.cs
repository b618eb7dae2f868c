namespace GreyActors.Introspection;

/// <summary>The HTTP endpoint an operator looks through; docs/introspection.md has it all. Each group of requests has its file.</summary>
public static class IntrospectionEndpoint
{
    /// <summary>Maps the endpoint, behind the <see cref="AccessGuard"/>. Actors are taken from the actor registry.</summary>
    public static WebApplication MapIntrospection(this WebApplication app)
    {
        app.UseMiddleware<AccessGuard>();
        app.UseStatusCodePages();
        app.MapHealth();
        app.MapTree();
        app.MapServers();
        app.MapSessions();
        app.MapDecisions();
        app.MapExplain();
        app.MapTriplets();
        app.MapConfig();
        app.MapStats();
        app.MapChanges();
        app.MapMetrics();
        app.MapDashboard();
        app.MapOpenApi("/openapi.json");
        return app;
    }
}
