using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Smtp;

/// <summary>Says which backends a recipient's mail goes to. Made once of the configuration.</summary>
/// <remarks>
/// Domains with the same servers in the same order share a route: their recipients may stand in one mail transaction.
/// A domain is compared whole, as in allowed-domains: a route says nothing of its subdomains.
/// </remarks>
public sealed class MailRoutes
{
    private readonly FrozenDictionary<string, MailRoute> _byDomain;

    private MailRoutes(ImmutableArray<MailRoute> all)
    {
        All = all;
        Servers = [.. all.SelectMany(route => route.Servers).Distinct()];
        _byDomain = all
            .SelectMany(route => route.Domains.Select(domain => KeyValuePair.Create(domain, route)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every route, by its number.</summary>
    public ImmutableArray<MailRoute> All { get; }

    /// <summary>Every backend, once, in the order of the configuration.</summary>
    public ImmutableArray<DnsEndPoint> Servers { get; }

    /// <summary>Makes the routes.</summary>
    /// <param name="otherwise">The servers for all domains that have none of their own.</param>
    /// <param name="routes">The servers for some domains.</param>
    public static MailRoutes Compile(ImmutableArray<DnsEndPoint> otherwise, IEnumerable<(string Domain, ImmutableArray<DnsEndPoint> Servers)> routes)
    {
        var all = new List<MailRoute> { new(0, [], otherwise) };
        foreach (var (domain, servers) in routes)
        {
            var same = all.FindIndex(route => route.Servers.SequenceEqual(servers));
            if (same < 0)
            {
                same = all.Count;
                all.Add(new MailRoute(same, [], servers));
            }

            all[same] = all[same] with { Domains = all[same].Domains.Add(DomainName.Fold(domain)) };
        }

        return new MailRoutes([.. all]);
    }

    /// <summary>The route for a recipient's domain, in whatever spelling; <c>&lt;postmaster&gt;</c> has none.</summary>
    public MailRoute For(string domain) => _byDomain.Count > 0 && _byDomain.TryGetValue(DomainName.Fold(domain), out var route) ? route : All[0];

    /// <summary>The route that a mail transaction is bound to: that of the recipients the backend has taken; null while there are none.</summary>
    /// <remarks>
    /// The mail data comes once and goes to one server, whose reply is the client's. A recipient whose mail goes elsewhere is told
    /// to come separately (RFC 5321 4.5.3.1.10).
    /// </remarks>
    public MailRoute? Binding(MailTransaction transaction)
    {
        foreach (var recipient in transaction.Recipients)
        {
            if (recipient.Status == RecipientStatus.Accepted)
                return For(recipient.ForwardPath.Domain);
        }

        return null;
    }
}
