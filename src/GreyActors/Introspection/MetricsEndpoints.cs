using GreyActors.Observability;
using OpenTelemetry.Metrics;

namespace GreyActors.Introspection;

/// <summary><c>/metrics</c>: the program's meters and the runtime's, as Prometheus reads them.</summary>
internal static class MetricsEndpoints
{
    /// <summary>Where they are.</summary>
    public const string Path = "/metrics";

    // CPU, memory, collections of garbage, threads: .NET's own meter, after OpenTelemetry's conventions.
    private const string Runtime = "System.Runtime";

    public static void AddPrometheus(this IServiceCollection services) => services
        .AddOpenTelemetry()
        .WithMetrics(metrics => metrics
            .AddMeter(Meters.Name, Runtime)
            .AddPrometheusExporter(exporter =>
            {
                // Everything is of this one program: labels that say so on each line say nothing.
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
            }));

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        // Without the method the exporter would answer any.
        routes.MapPrometheusScrapingEndpoint(Path).WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
}
