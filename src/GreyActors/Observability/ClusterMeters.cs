using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GreyActors.Observability;

/// <summary>The meters of a cluster, as in <see cref="Meters"/>.</summary>
public static class ClusterMeters
{
    private static readonly Gauge<long> Machines = Meters.Meter.CreateGauge<long>(
        "greyactors.cluster.machines", "{machine}", "Machines in the cluster, this one included, by whether this machine reaches them.");

    private static readonly Gauge<long> Partitions = Meters.Meter.CreateGauge<long>(
        "greyactors.cluster.partitions", "{partition}", "Partitions on this machine.");

    private static readonly Counter<long> HandOvers = Meters.Meter.CreateCounter<long>(
        "greyactors.cluster.hand_overs", "{partition}", "Partitions that came to this machine from another one.");

    private static readonly Counter<double> UnreachableTime = Meters.Meter.CreateCounter<double>(
        "greyactors.cluster.unreachable.time", "s", "Time in which this machine did not reach at least one other.");

    private static readonly Histogram<double> RemoteDuration = Meters.Durations(
        "greyactors.cluster.remote.duration",
        "Time until the answer to an attempt whose partition is on another machine.",
        [0.0005, 0.001, 0.0015, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]);

    private static readonly KeyValuePair<string, object?> Reached = new("state", "reachable");
    private static readonly KeyValuePair<string, object?> Unreached = new("state", "unreachable");

    /// <summary>Records the number of machines.</summary>
    public static void RecordMachines(int reachable, int unreachable)
    {
        Machines.Record(reachable, Reached);
        Machines.Record(unreachable, Unreached);
    }

    /// <summary>Records the number of partitions of a state on this machine.</summary>
    public static void RecordPartitions(string state, int here) => Partitions.Record(here, new KeyValuePair<string, object?>("state", state));

    /// <summary>Counts partitions of a state that came to this machine.</summary>
    public static void CountHandOvers(string state, int partitions) => HandOvers.Add(partitions, new KeyValuePair<string, object?>("state", state));

    /// <summary>Adds a time in which a machine was unreachable.</summary>
    public static void CountUnreachable(TimeSpan time) => UnreachableTime.Add(time.TotalSeconds);

    /// <summary>Records the time of an answer of another machine.</summary>
    public static void RecordRemote(long asked) => RemoteDuration.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds);
}
