using GreyActors.Observability;
using OpenTelemetry.Metrics;

namespace GreyActors.Introspection;

/// <summary><c>/metrics</c>: the meters of the program and of the runtime, in Prometheus text format.</summary>
internal static class MetricsEndpoints
{
    /// <summary>The path of the endpoint.</summary>
    public const string Path = "/metrics";

    // CPU, memory, garbage collections, threads: .NET's own meter, with OpenTelemetry's names.
    private const string Runtime = "System.Runtime";

    public static void AddPrometheus(this IServiceCollection services) => services
        .AddOpenTelemetry()
        .WithMetrics(metrics => metrics
            .AddMeter(Meters.Name, Runtime)
            .AddPrometheusExporter(exporter =>
            {
                // All metrics are from one program, so labels that name it on every line are noise.
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
            }));

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        // Without this the exporter would answer every method.
        routes.MapPrometheusScrapingEndpoint(Path).WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
}
