using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;

namespace GreyActors.History;

/// <summary>Reads our logs and decisions as JSON: lines of the greylist log and the debug log, decisions of <c>/api/decisions</c>, and whole pages of them.</summary>
internal sealed class JsonLogReader : IHistoryReader
{
    private const string OwnUsers = "sent by our own users";
    private const string AllowedClient = "allowed-client";

    /// <summary>Whether the line is JSON.</summary>
    public static bool Recognises(ReadOnlySpan<char> line) => line.TrimStart().StartsWith('{');

    /// <inheritdoc/>
    public void Read(in LogLine line, IHistorySink sink)
    {
        try
        {
            using var json = JsonDocument.Parse(line.Text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                sink.AddUnreadable(line, "the JSON is no object");
            else if (json.RootElement.TryGetProperty("decisions", out var page) && page.ValueKind == JsonValueKind.Array)
                ReadPage(page, line, sink);
            else
                ReadObject(json.RootElement, line, sink);
        }
        // The reader of JSON reports invalid surrogates with the others.
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or ArgumentException)
        {
            sink.AddUnreadable(line, "the JSON is damaged");
        }
    }

    /// <inheritdoc/>
    public void End(IHistorySink sink)
    {
        // Every line is complete in itself.
    }

    private static void ReadPage(JsonElement page, in LogLine line, IHistorySink sink)
    {
        foreach (var decision in page.EnumerateArray())
        {
            if (decision.ValueKind == JsonValueKind.Object)
                ReadObject(decision, line, sink);
            else
                sink.AddUnreadable(line, "a decision is no object");
        }
    }

    private static void ReadObject(JsonElement json, in LogLine line, IHistorySink sink)
    {
        // A line of the debug log, or of the console log.
        if (!json.TryGetProperty("status", out _) && (json.TryGetProperty("session", out _) || json.TryGetProperty("components", out _)))
            return;
        if (Text(json, "client") is not { } address || ClientAddress.Parse(address) is not { } client)
        {
            sink.AddUnreadable(line, "the JSON has no client");
        }
        else if ((Text(json, "at") ?? Text(json, "time")) is not { } time
            || !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            sink.AddUnreadable(line, "the JSON has no time");
        }
        else if (StatusOf(json) is not { } status)
        {
            sink.AddUnreadable(line, "the status is unknown");
        }
        else if (Text(json, "from") is not { } from || !json.TryGetProperty("to", out var to) || PathsOf(to) is not { } forwardPaths)
        {
            sink.AddUnreadable(line, "the JSON has no paths");
        }
        else if (Text(json, "rule") == AllowedClient)
        {
            sink.AddUnused(OwnUsers);
        }
        else
        {
            var identities = IdentitiesOf(json);
            foreach (var forwardPath in forwardPaths)
                sink.Add(new HistoricMail(at, client, "", Text(json, "helo") ?? "", from, forwardPath, status, identities));
        }
    }

    // In observe mode a decision is accepted, and says that it would be a deferral.
    private static HistoricStatus? StatusOf(JsonElement json) => Text(json, "status") is not { } word ? null
        : StatusOf(word) is HistoricStatus.Accepted && json.TryGetProperty("wouldDefer", out var would) && would.ValueKind == JsonValueKind.True ? HistoricStatus.WouldDefer
        : StatusOf(word);

    // The greylist log writes upper case, decisions lower case.
    private static HistoricStatus? StatusOf(string word) =>
        word.Equals("refused", StringComparison.OrdinalIgnoreCase) ? HistoricStatus.Rejected : GreylistLogReader.StatusOf(word.ToUpperInvariant());

    private static string[]? PathsOf(JsonElement to) => to.ValueKind switch
    {
        JsonValueKind.String => [to.GetString()!],
        JsonValueKind.Array when to.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) => [.. to.EnumerateArray().Select(one => one.GetString()!)],
        _ => null,
    };

    // The greylist log has texts, a decision has objects below "identified".
    private static ImmutableArray<ClientIdentity> IdentitiesOf(JsonElement json)
    {
        var owner = json.TryGetProperty("identified", out var identified) && identified.ValueKind == JsonValueKind.Object ? identified : json;
        if (!owner.TryGetProperty("identities", out var list) || list.ValueKind != JsonValueKind.Array)
            return default;
        var identities = list.EnumerateArray()
            .Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : one.ValueKind == JsonValueKind.Object ? Text(one, "identity") : null)
            .Select(text => text is null ? null : IdentityOf(text))
            .OfType<ClientIdentity>()
            .ToImmutableArray();
        return identities.IsEmpty ? default : identities;
    }

    private static ClientIdentity? IdentityOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? new ClientIdentity(network.ToString()) : ClientIdentity.ParseName(text);

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
