using System.Net;
using System.Text;
using System.Text.Json;
using GreyActors.Core.Addresses;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.History;

namespace GreyActors.Replay;

/// <summary>The texts, paths and hosts of a history, each once, because most of them occur in many messages.</summary>
internal sealed class HistoryPool
{
    private const int LongestOnStack = 512;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Dictionary<string, MailPath?> _reversePaths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MailPath?> _forwardPaths = new(StringComparer.Ordinal);
    private readonly Dictionary<TraceHost, ReplayHost?> _hosts = [];
    private readonly Dictionary<(IPAddress Client, string Helo, ClientEvidence Evidence, string Identities), ReplayHost> _loggedHosts = [];

    /// <summary>The text at the reader.</summary>
    public string Text(ref Utf8JsonReader json)
    {
        var length = json.HasValueSequence ? int.MaxValue : json.ValueSpan.Length;
        if (length > LongestOnStack)
            return json.GetString() ?? "";
        Span<char> text = stackalloc char[LongestOnStack];
        return Text(text[..json.CopyString(text)]);
    }

    /// <summary>A text.</summary>
    public string Text(ReadOnlySpan<char> text)
    {
        if (_texts.TryGetValue(text, out var known))
            return known;
        var added = text.ToString();
        _texts.Add(added);
        return added;
    }

    /// <summary>A sender's address without angle brackets; null if it is none.</summary>
    public MailPath? ReversePath(string address)
    {
        if (!_reversePaths.TryGetValue(address, out var path))
            _reversePaths[address] = path = CommandParser.Parse(Encoding.UTF8.GetBytes($"MAIL FROM:<{address}>")) is SmtpCommand.Mail mail ? Pooled(mail.ReversePath) : null;
        return path;
    }

    /// <summary>A recipient's address without angle brackets; null if it is none.</summary>
    public MailPath? ForwardPath(string address)
    {
        if (!_forwardPaths.TryGetValue(address, out var path))
            _forwardPaths[address] = path = CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:<{address}>")) is SmtpCommand.Rcpt rcpt ? Pooled(rcpt.ForwardPath) : null;
        return path;
    }

    /// <summary>A host; null if its address is none.</summary>
    public ReplayHost? Host(TraceHost host)
    {
        if (!_hosts.TryGetValue(host, out var known))
            _hosts[host] = known = ClientAddress.Parse(host.Ip) is { } client ? new ReplayHost(client, host.Helo, host.Evidence) : null;
        return known;
    }

    /// <summary>The host of a mail in a log.</summary>
    public ReplayHost Host(HistoricMail mail, ClientEvidence evidence)
    {
        var key = (mail.Client, mail.Helo, evidence, mail.Identities.IsDefault ? "" : string.Join(' ', mail.Identities));
        if (!_loggedHosts.TryGetValue(key, out var host))
            _loggedHosts[key] = host = new ReplayHost(mail.Client, mail.Helo, evidence) { Recorded = mail.Identities };
        return host;
    }

    private MailPath Pooled(MailPath path) => new(Text(path.LocalPart), Text(path.Domain));
}
