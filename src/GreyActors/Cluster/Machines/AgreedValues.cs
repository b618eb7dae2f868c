using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;

namespace GreyActors.Cluster.Machines;

/// <summary>The values that must be the same on all machines of a cluster, because a partition of any machine uses them.</summary>
public static class AgreedValues
{
    /// <summary>The values by key, each in one spelling: 300s is 5m.</summary>
    public static ImmutableSortedDictionary<string, string> Of(GreyActorsSettings settings)
    {
        var (greylisting, timing, known, reputation) = (settings.Greylisting, settings.Greylisting.Timing, settings.KnownClients, settings.Reputation);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["greylisting.initial-delay"] = InWords.Span(timing.InitialDelay),
            ["greylisting.retry-window"] = InWords.Span(timing.RetryWindow),
            ["greylisting.pass-lifetime"] = InWords.Span(timing.PassLifetime),
            ["greylisting.too-soon"] = InWords.Span(timing.TooSoon),
            ["greylisting.listed-delay"] = InWords.Span(timing.ListedDelay),
            ["greylisting.ipv4-prefix"] = Text(greylisting.Ipv4Prefix),
            ["greylisting.ipv6-prefix"] = Text(greylisting.Ipv6Prefix),
            ["greylisting.max-triplets"] = Text(greylisting.MaxTriplets),
            ["greylisting.mode"] = Text(greylisting.Mode),
            ["store.partitions"] = Text(settings.Store.Partitions),
            ["known-clients.enabled"] = Text(known.Enabled),
            ["known-clients.settle"] = InWords.Span(known.Settle),
            ["known-clients.max-pairs"] = Text(known.MaxPairs),
            ["replies.lifetime"] = InWords.Span(settings.Replies.Lifetime),
            ["reputation.dns"] = Text(reputation.Dns),
            ["reputation.allow-lists"] = ListsOf(reputation, Core.Reputation.DnsListKind.Allow),
            ["reputation.deny-lists"] = ListsOf(reputation, Core.Reputation.DnsListKind.Deny),
            ["trap-lifetime"] = InWords.Span(settings.Traps.Lifetime),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static string ListsOf(ReputationSettings reputation, Core.Reputation.DnsListKind kind) =>
        string.Join(", ", reputation.Lists.Where(list => list.Kind == kind).Select(list => list.Zone).Order(StringComparer.Ordinal));

    private static string Text(bool value) => value ? "on" : "off";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
