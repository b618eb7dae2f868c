using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Reputation;

/// <summary>A configured DNS list (RFC 5782): its zone, and the answers that count.</summary>
/// <remarks>
/// All other answers are no answer, neither "listed" nor "not listed": addresses outside 127.0.0.0/8 come from a resolver that rewrites answers, and some
/// answers mean that the list refuses to answer (<see cref="IsRefusal"/>), even if the pattern contains them.
/// </remarks>
/// <param name="Zone">In lower case, without the final dot.</param>
/// <param name="Pattern">The answers that count.</param>
/// <param name="Kind">The effect of the list.</param>
public sealed record DnsList(string Zone, DnsListPattern Pattern, DnsListKind Kind)
{
    // 32 nibbles and their dots come before the zone.
    private const int LongestZone = 253 - 64;

    /// <summary>Reads <c>zone</c> or <c>zone=pattern</c>. Without a pattern, <see cref="DnsListPattern.AnyDenial"/> or <see cref="DnsListPattern.AnyTrust"/> applies.</summary>
    /// <exception cref="FormatException">The text is no list; the message states the reason.</exception>
    public static DnsList Parse(string text, DnsListKind kind)
    {
        if (text.Contains('*', StringComparison.Ordinal))
            throw new FormatException("lists have no weights: write the zone and the pattern only");

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var zone = HostName.Parse(equals < 0 ? text : text[..equals]);
        if (zone is null || zone.Length > LongestZone)
            throw new FormatException($"the name of a list must be a domain name of at most {LongestZone} characters, for example list.example.org");
        var unwritten = kind == DnsListKind.Allow ? DnsListPattern.AnyTrust : DnsListPattern.AnyDenial;
        return new DnsList(zone, equals < 0 ? unwritten : DnsListPattern.Parse(text[(equals + 1)..]), kind);
    }

    /// <summary>The question whether the list contains an address (RFC 5782 2.1, 2.4).</summary>
    /// <param name="client">An IPv4-mapped address is asked for as IPv6: convert it before, if it is a client.</param>
    public DnsQuestion QuestionAbout(IPAddress client) => new(ReversedAddress.In(Zone, client), DnsType.A);

    /// <summary>Whether an answer of the list says that the address is listed.</summary>
    public bool IsListing(IPAddress answer) => Pattern.Contains(answer) && !IsRefusal(answer);

    /// <summary>Whether an answer means that the list does not want to answer.</summary>
    public bool IsRefusal(IPAddress answer)
    {
        if (answer.AddressFamily != AddressFamily.InterNetwork)
            return false;
        Span<byte> bytes = stackalloc byte[4];
        answer.TryWriteBytes(bytes, out _);
        return bytes switch
        {
            // URIBL, and resolvers that block names.
            [127, 0, 0, 1] => true,
            // dnswl.org above its quota.
            [127, 0, 0, 255] => true,
            // Spamhaus DBL: an address is no domain.
            [127, 0, 1, 255] => true,
            // Spamhaus: wrong zone, public resolver, too many questions.
            [127, 255, 255, _] => true,
            // dnswl.org gives "high trust" to every address for a resolver that ignores its refusals.
            [127, 0, 10, 3] => Kind == DnsListKind.Allow,
            _ => false,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Zone}={Pattern}";
}
