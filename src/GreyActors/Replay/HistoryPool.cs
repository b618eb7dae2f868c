using System.Net;
using System.Text;
using GreyActors.Core.Addresses;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.History;

namespace GreyActors.Replay;

/// <summary>The texts, paths and hosts of a history, each once, because most of them occur in many messages.</summary>
internal sealed class HistoryPool
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Dictionary<string, MailPath?>.AlternateLookup<ReadOnlySpan<char>> _reversePaths = Paths();
    private readonly Dictionary<string, MailPath?>.AlternateLookup<ReadOnlySpan<char>> _forwardPaths = Paths();
    private readonly Dictionary<string, ReplayHost?>.AlternateLookup<ReadOnlySpan<char>> _hosts =
        new Dictionary<string, ReplayHost?>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<(IPAddress Client, string Helo, ClientEvidence Evidence, string Identities), ReplayHost> _loggedHosts = [];

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
    public MailPath? ReversePath(ReadOnlySpan<char> address)
    {
        if (!_reversePaths.TryGetValue(address, out var path))
            _reversePaths[address] = path = CommandParser.Parse(Encoding.UTF8.GetBytes($"MAIL FROM:<{address}>")) is SmtpCommand.Mail mail ? Pooled(mail.ReversePath) : null;
        return path;
    }

    /// <summary>A recipient's address without angle brackets; null if it is none.</summary>
    public MailPath? ForwardPath(ReadOnlySpan<char> address)
    {
        if (!_forwardPaths.TryGetValue(address, out var path))
            _forwardPaths[address] = path = CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:<{address}>")) is SmtpCommand.Rcpt rcpt ? Pooled(rcpt.ForwardPath) : null;
        return path;
    }

    /// <summary>Whether a host of a trace is known.</summary>
    /// <param name="json">The host as it is written.</param>
    /// <param name="host">The host; null if its description is damaged.</param>
    public bool FindHost(ReadOnlySpan<char> json, out ReplayHost? host) => _hosts.TryGetValue(json, out host);

    /// <summary>Adds a host of a trace.</summary>
    /// <param name="json">The host as it is written.</param>
    /// <param name="described">Its description; null if it is damaged.</param>
    public ReplayHost? AddHost(ReadOnlySpan<char> json, TraceHost? described)
    {
        var host = described is { } one && ClientAddress.Parse(one.Ip) is { } client ? new ReplayHost(client, one.Helo, one.Evidence) : null;
        _hosts[json] = host;
        return host;
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

    private static Dictionary<string, MailPath?>.AlternateLookup<ReadOnlySpan<char>> Paths() =>
        new Dictionary<string, MailPath?>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
