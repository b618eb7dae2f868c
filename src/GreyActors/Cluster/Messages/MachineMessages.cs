using System.Collections.Immutable;
using GreyActors.Cluster.Machines;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Machines;

namespace GreyActors.Cluster.Messages;

/// <summary>The messages by which machines report to each other.</summary>
internal static class MachineMessages
{
    // This release has 18 values, each shorter than a DNS name.
    private const int MostValues = 200;
    private const int LongestText = 4000;

    /// <summary>Their kinds.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } = [MessageKind.Of<MachineReport, MachineReportV1>("machine-report.v1", Write, Read)];

    private static MachineReportV1 Write(MachineReport report)
    {
        var wire = new MachineReportV1 { Address = report.Machine.Address, Process = report.Machine.Number, Version = report.Version };
        if (report.StoreWorking is { } working)
            wire.StoreWorking = working.Ticks;
        foreach (var (key, value) in report.Values)
            wire.Values.Add(key, Shortened(value));
        return wire;
    }

    private static MachineReport Read(MachineReportV1 wire) => new(
        new MachineId(Bounded(wire.Address), wire.Process),
        Bounded(wire.Version),
        wire.HasStoreWorking ? new TimeSpan(wire.StoreWorking) : null,
        wire.Values.Count <= MostValues
            ? wire.Values.ToImmutableSortedDictionary(value => Bounded(value.Key), value => Bounded(value.Value), StringComparer.Ordinal)
            : throw new DamagedMessageException($"a report has {wire.Values.Count} values; {MostValues} are allowed"));

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static string Bounded(string text) => text.Length <= LongestText ? text : throw new DamagedMessageException($"a text has {text.Length} characters");
}
