using static GreyActors.Benchmarks.Sizing.MeasuredCosts;

namespace GreyActors.Benchmarks.Sizing;

/// <summary>A cluster that carries a site, with one machine missing, in the busiest minutes.</summary>
internal sealed class SizedCluster
{
    public const int Cores = 8;
    public const double MemoryBytes = 32e9;

    // The share of a machine that the peak may use.
    private const double CoresUsed = 0.5;
    private const double MemoryUsed = 0.7;
    private const double RecoverySeconds = 10;

    private const int MostMachines = 64;
    private const int MostPartitions = 256;
    private const double TripletsPerPartition = 1_000_000;

    // The bounds that further machines do not raise.
    private const double MostTriplets = 100_000_000;
    private const double MostSnapshotBytes = 1e9;

    private readonly Site _site;

    private SizedCluster(Site site, int machines) => (_site, Machines) = (site, machines);

    /// <summary>The number of machines, one of which may be missing.</summary>
    public int Machines { get; }

    /// <summary>A power of two, so that a partition has at most a million triplets.</summary>
    public int Partitions
    {
        get
        {
            var partitions = 16;
            while (partitions < MostPartitions && _site.Triplets / partitions > TripletsPerPartition)
                partitions *= 2;
            return partitions;
        }
    }

    public double EventsPerSecond => _site.PeakPerSecond * Site.EventsPerAttempt;

    public double PostgresCores => EventsPerSecond * PostgresMicroseconds / 1e6;

    /// <summary>Journal and snapshots, in PostgreSQL's write-ahead log.</summary>
    public double PostgresBytesPerSecond => EventsPerSecond * (LogBytesPerEvent + (TripletsPerSnapshotEvent * StoredSnapshotBytes));

    /// <summary>The cores that all machines need together.</summary>
    public double CoresInUse => _site.PeakPerSecond
        * ((SessionMilliseconds * 1e3) + (Site.EventsPerAttempt * EventMicroseconds) + (RemoteShare * RemoteMicroseconds)) / 1e6;

    /// <summary>Memory of a machine when another one is missing.</summary>
    public double MemoryPerMachine => ProcessBytes + (((_site.Triplets * TripletBytes) + (_site.Pairs * PairBytes)) / (Machines - 1));

    /// <summary>Bytes between machines, all together, both directions.</summary>
    public double TrafficPerSecond => _site.PeakPerSecond * RemoteShare * RemoteBytes;

    /// <summary>The time in which the others recover the partitions of a machine that is lost, once they know that it is.</summary>
    public double RecoveryOfOne => _site.Triplets / Machines * RecoveryMicroseconds / 1e6 / ((Machines - 1) * Cores);

    /// <summary>The bytes that PostgreSQL sends during that.</summary>
    public double RecoveryBytes => _site.Triplets / Machines * SnapshotBytes;

    /// <summary>How far each bound is used that further machines do not raise; more than 1 does not fit into one cluster.</summary>
    public IReadOnlyList<(string Bound, double Used)> Bounds =>
    [
        ("triplets (greylisting.max-triplets)", _site.Triplets / MostTriplets),
        ("events a second of one PostgreSQL", EventsPerSecond / PostgresEventsPerSecond),
        ("snapshot of a partition in one row", _site.Triplets / Partitions * SnapshotBytes / MostSnapshotBytes),
    ];

    // The part of the attempts whose partition is on another machine; known clients and greylist are asked one after the other, most attempts need both.
    private double RemoteShare => 2.0 * (Machines - 1) / Machines;

    /// <summary>The smallest cluster for a site.</summary>
    public static SizedCluster For(Site site)
    {
        for (var machines = 2; machines < MostMachines; machines++)
        {
            var cluster = new SizedCluster(site, machines);
            if (cluster.CoresInUse <= (machines - 1) * Cores * CoresUsed
                && cluster.MemoryPerMachine <= MemoryBytes * MemoryUsed
                && cluster.RecoveryOfOne <= RecoverySeconds)
            {
                return cluster;
            }
        }

        return new SizedCluster(site, MostMachines);
    }
}
