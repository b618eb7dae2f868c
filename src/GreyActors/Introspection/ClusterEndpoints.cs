using Akka.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/cluster</c>: the machines of the cluster, and the places of the partitions.</summary>
internal static class ClusterEndpoints
{
    public static void MapCluster(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/cluster", Cluster)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("The machines of the cluster, and the places of the partitions");

    private static async Task<Results<Ok<ShownCluster>, ProblemHttpResult>> Cluster(
        IReadOnlyActorRegistry registry, OtherMachines machines, CancellationToken cancelled)
    {
        if (!machines.IsCluster || !registry.TryGet<ClusterWatcher>(out var watcher))
            return TypedResults.Ok(ShownCluster.None);
        return await watcher.AskInTime<ShownCluster>(GetCluster.Instance, cancelled) is { } cluster
            ? TypedResults.Ok(cluster)
            : Problem.Unavailable("The cluster-watcher did not answer in time.");
    }
}
