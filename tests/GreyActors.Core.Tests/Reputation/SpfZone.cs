using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>The DNS of one scenario of the conformance suite.</summary>
internal sealed class SpfZone
{
    private const string Timeout = "TIMEOUT";
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    private readonly ILookup<string, Entry> _entries;

    public SpfZone(JsonElement zone) => _entries = zone.EnumerateObject()
        .SelectMany(name => name.Value.EnumerateArray().Select(entry => (Name: name.Name, Entry: EntryOf(entry))))
        .ToLookup(pair => pair.Name, pair => pair.Entry, StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers as a resolver does: aliases are followed.</summary>
    public DnsAnswer Answer(DnsQuestion question) => Answer(question.Name, question.Type, aliases: 0);

    private DnsAnswer Answer(string name, DnsType type, int aliases)
    {
        if (!_entries.Contains(name))
            return name.StartsWith("error.", StringComparison.OrdinalIgnoreCase) ? DnsAnswer.Failed : DnsAnswer.Void(TimeToLive);
        if (_entries[name].FirstOrDefault(entry => entry.Type == "CNAME") is { } alias)
            return aliases < 8 ? Answer(alias.Value.TrimEnd('.'), type, aliases + 1) : DnsAnswer.Failed;

        var records = Records(name, type);
        if (records.Length > 0)
        {
            return new DnsAnswer(DnsStatus.Found, TimeToLive)
            {
                Addresses = Addresses(records, type),
                Names = Names(records, type),
                Texts = Texts(records, type),
            };
        }

        return _entries[name].Any(entry => entry.Type == Timeout) ? DnsAnswer.Failed : DnsAnswer.Void(TimeToLive);
    }

    // A record of type SPF is also one of type TXT, unless the name has an entry of type TXT.
    private ImmutableArray<Entry> Records(string name, DnsType type)
    {
        var wanted = type == DnsType.Txt && !_entries[name].Any(entry => entry.Type == "TXT") ? "SPF" : type.ToString();
        return [.. _entries[name].Where(entry => entry.Type.Equals(wanted, StringComparison.OrdinalIgnoreCase) && !entry.IsMissing)];
    }

    private static ImmutableArray<IPAddress> Addresses(ImmutableArray<Entry> records, DnsType type) =>
        type is DnsType.A or DnsType.Aaaa ? [.. records.Select(record => IPAddress.Parse(record.Value))] : [];

    private static ImmutableArray<string> Names(ImmutableArray<Entry> records, DnsType type) => type is DnsType.Mx or DnsType.Ptr
        ? [.. records.OrderBy(record => record.Preference).Select(record => record.Value.TrimEnd('.').ToLowerInvariant())]
        : [];

    private static ImmutableArray<string> Texts(ImmutableArray<Entry> records, DnsType type) =>
        type == DnsType.Txt ? [.. records.Select(record => record.Value)] : [];

    private static Entry EntryOf(JsonElement entry)
    {
        var type = entry.GetProperty("type").GetString()!;
        return new Entry(
            type,
            entry.TryGetProperty("strings", out var strings) ? string.Concat(strings.EnumerateArray().Select(text => text.GetString()))
            : entry.TryGetProperty("value", out var value) ? value.GetString()!
            : entry.TryGetProperty("name", out var name) ? name.GetString()!
            : "",
            entry.TryGetProperty("preference", out var preference) ? preference.GetInt32() : 0,
            entry.TryGetProperty("special", out _));
    }

    private sealed record Entry(string Type, string Value, int Preference, bool IsMissing);
}
