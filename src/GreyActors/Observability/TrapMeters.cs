using System.Diagnostics.Metrics;

namespace GreyActors.Observability;

/// <summary>The meters of spam traps, as in <see cref="Meters"/>.</summary>
public static class TrapMeters
{
    private static readonly Gauge<int> Trapped = Meters.Meter.CreateGauge<int>(
        "greyactors.traps.clients", "{client}", "Trapped clients in memory.");

    private static readonly Counter<long> Trappings = Meters.Meter.CreateCounter<long>(
        "greyactors.traps.trappings", "{client}", "Clients that were trapped.");

    private static readonly Counter<long> Deferrals = Meters.Meter.CreateCounter<long>(
        "greyactors.traps.deferrals", "{recipient}", "Recipients deferred because they are spam traps or their client is trapped.");

    private static readonly UpDownCounter<long> Stuttering = Meters.Meter.CreateUpDownCounter<long>(
        "greyactors.traps.stuttering", "{session}", "Sessions whose replies go out one byte a second.");

    /// <summary>Records the number of trapped clients.</summary>
    public static void RecordTrapped(int clients) => Trapped.Record(clients);

    /// <summary>Counts a client that was not trapped before.</summary>
    public static void CountTrapping() => Trappings.Add(1);

    /// <summary>Counts a deferred recipient.</summary>
    public static void CountDeferral() => Deferrals.Add(1);

    /// <summary>A session begins to stutter.</summary>
    public static void CountStuttering() => Stuttering.Add(1);

    /// <summary>A stuttering session has ended, or stutters no more.</summary>
    public static void CountStutteringOver() => Stuttering.Add(-1);
}
