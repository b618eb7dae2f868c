using System.Buffers;
using System.Text;
using System.Text.Json;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Observability;

/// <summary>The lines as JSON objects; docs/operations.md describes the fields.</summary>
/// <remarks>The writer escapes text from clients to ASCII: it cannot end a line or control a terminal.</remarks>
internal sealed class MailLogJson : IMailLogLines
{
    /// <inheritdoc/>
    public bool HaveRules => true;

    /// <inheritdoc/>
    public string Of(MailLogged mail) => Line(mail.At, json =>
    {
        json.WriteString("session", mail.Session);
        if (mail.Door == Door.PostfixPolicy)
            json.WriteString("door", "postfix-policy");
        json.WriteString("client", (mail.Client.IsIPv4MappedToIPv6 ? mail.Client.MapToIPv4() : mail.Client).ToString());
        json.WriteString("identity", mail.Identity);
        if (mail.Judged is { } judged)
            Strings(json, "identities", judged.Identities);
        json.WriteString("helo", mail.Helo);
        json.WriteString("from", mail.ReversePath);
        Strings(json, "to", mail.ForwardPaths);
        json.WriteString("status", GreylistLogLine.Word(mail.Status));
        if (mail.Judged is { } decided)
            json.WriteString("rule", decided.Rule);
        if (mail.Judged?.By is { } by)
            json.WriteString("by", by);
        json.WriteString("reason", mail.Detail);
        if (mail.Waited > TimeSpan.Zero)
            json.WriteNumber("waited", Math.Round(mail.Waited.TotalSeconds, 3));
    });

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, DialogueLine line) => Line(at, json =>
    {
        json.WriteString("session", line.Session);
        json.WriteString("said", line.Direction is DialogueDirection.FromClient ? "client" : "greyactors");
        json.WriteString("text", line.Text);
    });

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, ClientIdentified found) => Line(at, json =>
    {
        json.WriteString("session", found.Session);
        Strings(json, "identities", found.Client.Identities.Select(one => one.Identity));
        Strings(json, "evidence", [.. found.Client.Identities.Select(one => one.Evidence), .. found.Client.Unproven, .. found.Client.Lists]);
    });

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, RecipientObserved observed) => Line(at, json =>
    {
        json.WriteString("session", observed.Session);
        json.WriteString("wouldDefer", observed.ForwardPath);
        json.WriteString("reason", observed.Why);
    });

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, LiveComponents live) =>
        Line(at, json => Strings(json, "components", live.Names));

    private static string Line(DateTimeOffset at, Action<Utf8JsonWriter> fields)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("time", at.UtcDateTime);
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
