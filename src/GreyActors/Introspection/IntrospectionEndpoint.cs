namespace GreyActors.Introspection;

/// <summary>The HTTP endpoint for operators, described in docs/introspection.md. Each group of requests has a file.</summary>
public static class IntrospectionEndpoint
{
    /// <summary>Maps the endpoint, with the <see cref="AccessGuard"/> in front of it. The actors come from the actor registry.</summary>
    public static WebApplication MapIntrospection(this WebApplication app)
    {
        app.UseMiddleware<AccessGuard>();
        app.UseMachines();
        app.UseStatusCodePages();
        app.UseOptions();
        var routes = app.MapGroup("").WithHead();
        routes.MapHealth();
        routes.MapTree();
        routes.MapServers();
        routes.MapCluster();
        routes.MapSessions();
        routes.MapDecisions();
        routes.MapOutcome();
        routes.MapRules();
        routes.MapExplain();
        routes.MapTriplets();
        routes.MapKnown();
        routes.MapTraps();
        routes.MapLearn();
        routes.MapConfig();
        routes.MapStats();
        routes.MapChanges();
        routes.MapMetrics();
        routes.MapDashboard();
        routes.MapOpenApi("/openapi.json");
        return app;
    }
}
