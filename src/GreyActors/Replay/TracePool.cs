using System.Text;
using System.Text.Json;
using GreyActors.Core.Addresses;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;

namespace GreyActors.Replay;

/// <summary>The texts, paths and hosts of a trace, each once, because most of them occur in many messages.</summary>
internal sealed class TracePool
{
    private const int LongestOnStack = 512;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Dictionary<string, MailPath?> _reversePaths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MailPath?> _forwardPaths = new(StringComparer.Ordinal);
    private readonly Dictionary<TraceHost, ReplayHost?> _hosts = [];

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

    private MailPath Pooled(MailPath path) => new(Text(path.LocalPart), Text(path.Domain));
}

/// <summary>A host as a trace describes it.</summary>
/// <param name="Ip">The address.</param>
/// <param name="Ptr">The reverse name; empty if there is none.</param>
/// <param name="IsPtrConfirmed">Whether the reverse name resolves to the address.</param>
/// <param name="Helo">The name in HELO.</param>
/// <param name="IsHeloConfirmed">Whether the name in HELO resolves to the address.</param>
/// <param name="Spf">The domain whose SPF record passes; empty if there is none.</param>
internal readonly record struct TraceHost(string Ip, string Ptr, bool IsPtrConfirmed, string Helo, bool IsHeloConfirmed, string Spf)
{
    /// <summary>What the DNS said.</summary>
    public ClientEvidence Evidence => new(
        new NameEvidence(Ptr.Length == 0 ? NameResult.NoName : IsPtrConfirmed ? NameResult.Confirmed : NameResult.Unconfirmed, Ptr),
        new NameEvidence(IsHeloConfirmed ? NameResult.Confirmed : NameResult.Unconfirmed, Helo),
        new SpfEvidence(Spf.Length > 0 ? SpfResult.Pass : SpfResult.None, Spf),
        Lists: null);
}
