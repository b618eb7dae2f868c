using System.Diagnostics.Metrics;

namespace GreyActors.Observability;

/// <summary>The meters of messages between machines, as in <see cref="Meters"/>.</summary>
public static class MessageMeters
{
    private static readonly Counter<long> Unknown = Meters.Meter.CreateCounter<long>(
        "greyactors.cluster.unknown_messages", "{message}", "Messages of other machines that this release cannot read, and ignores.");

    /// <summary>Counts an unknown message.</summary>
    public static void CountUnknown() => Unknown.Add(1);
}
