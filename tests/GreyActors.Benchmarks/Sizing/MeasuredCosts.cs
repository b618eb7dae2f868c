namespace GreyActors.Benchmarks.Sizing;

/// <summary>The costs from which a site is sized, as docs/performance.md has them. Two virtual cores, so a better processor needs less.</summary>
internal static class MeasuredCosts
{
    /// <summary>Processor time of a session with one recipient, with DNS, TLS off: that of a new client that is deferred, and of a known one that passes.</summary>
    public const double SessionMilliseconds = 0.66;

    /// <summary>Processor time of a durable event on the machine that has the partition, and on PostgreSQL's.</summary>
    public const double EventMicroseconds = 34;
    public const double PostgresMicroseconds = 15;

    /// <summary>Durable events a second that one PostgreSQL has stored, with two cores for it and its clients together.</summary>
    public const double PostgresEventsPerSecond = 30_000;

    /// <summary>Write-ahead log of PostgreSQL for an event.</summary>
    public const double LogBytesPerEvent = 440;

    /// <summary>Bytes of a triplet in a snapshot, and as PostgreSQL stores them.</summary>
    public const double SnapshotBytes = 91;
    public const double StoredSnapshotBytes = 60;

    /// <summary>Events for which a partition takes a snapshot: one for eight triplets.</summary>
    public const double TripletsPerSnapshotEvent = 8;

    /// <summary>Processor time of a request to a partition on another machine, on both together, and its bytes on the network, both directions: 530, and TLS.</summary>
    public const double RemoteMicroseconds = 31;
    public const double RemoteBytes = 600;

    /// <summary>Memory of a process, a triplet and a known pair.</summary>
    public const double ProcessBytes = 160e6;
    public const double TripletBytes = 200;
    public const double PairBytes = 150;

    /// <summary>Processor time to recover a triplet from a snapshot.</summary>
    public const double RecoveryMicroseconds = 3;
}
