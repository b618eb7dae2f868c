namespace GreyActors.Benchmarks.Sizing;

/// <summary>Sizes sites on paper: from measured costs, without running anything.</summary>
internal static class SizingBenchmark
{
    private const double BoundUsed = 0.7;

    private static readonly double[] AttemptsPerDay = [10e6, 100e6, 1000e6];

    /// <summary>Prints the tables of docs/clustering.md.</summary>
    public static void Run()
    {
        Console.WriteLine($"machines of {SizedCluster.Cores} cores and {SizedCluster.MemoryBytes / 1e9:0} GB, one of them missing, in the busiest minutes (three times the mean)");
        Print("the default times", retryWindowDays: 2, passLifetimeDays: 36);
        Print("retry-window = 6h, pass-lifetime = 14d", retryWindowDays: 0.25, passLifetimeDays: 14);
    }

    private static void Print(string title, double retryWindowDays, double passLifetimeDays)
    {
        Site[] sites = [.. AttemptsPerDay.Select(attempts => new Site(attempts, retryWindowDays, passLifetimeDays))];
        var clusters = sites.Select(ClustersFor).ToArray();
        var sized = sites.Zip(clusters, (site, count) => SizedCluster.For(site.Share(count))).ToArray();
        Console.WriteLine();
        Console.WriteLine($"| {title} | {string.Join(" | ", sites.Select(site => F($"{site.AttemptsPerDay / 1e6:0} M a day")))} |");
        Console.WriteLine("|---|---|---|---|");
        Row("attempts per second, peak", sites.Select(site => F($"{site.PeakPerSecond:0}")));
        Row("triplets kept", sites.Select(site => F($"{site.Triplets / 1e6:0} M")));
        Row("in one cluster, used of the bounds that machines do not raise", sites.Select(site => Bounds(SizedCluster.For(site))));
        Row("first bottleneck", sites.Select(site => SizedCluster.For(site).Bounds.MaxBy(bound => bound.Used).Bound));
        Row("clusters, each for a share of the recipient domains", clusters.Select(count => F($"{count}")));
        Row("of each: machines; store.partitions", sized.Select(cluster => F($"{cluster.Machines}; {cluster.Partitions}")));
        Row("of each: cores in use on all machines together", sized.Select(cluster => F($"{cluster.CoresInUse:0.0}")));
        Row("of each: memory of a machine", sized.Select(cluster => F($"{cluster.MemoryPerMachine / 1e9:0.0} GB")));
        Row("of each: events per second; cores of PostgreSQL for them", sized.Select(cluster => F($"{cluster.EventsPerSecond:0}; {cluster.PostgresCores:0.00}")));
        Row("of each: written by PostgreSQL", sized.Select(cluster => F($"{cluster.PostgresBytesPerSecond / 1e6:0.0} MB/s")));
        Row("of each: traffic between machines", sized.Select(cluster => F($"{cluster.TrafficPerSecond * 8 / 1e6:0} Mbit/s")));
        Row("of each: recovery after the loss of a machine; PostgreSQL sends", sized.Select(cluster => F($"{cluster.RecoveryOfOne:0.0} s; {cluster.RecoveryBytes / 1e9:0.0} GB")));
    }

    private static int ClustersFor(Site site)
    {
        var clusters = 1;
        while (SizedCluster.For(site.Share(clusters)).Bounds.Max(bound => bound.Used) > (clusters == 1 ? 1 : BoundUsed))
            clusters++;
        return clusters;
    }

    private static string Bounds(SizedCluster cluster) => string.Join(", ", cluster.Bounds.Select(bound => F($"{bound.Used * 100:0} %")));

    private static void Row(string name, IEnumerable<string> cells) => Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");

    private static string F(FormattableString text) => FormattableString.Invariant(text);
}
