using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Smtp;

/// <summary>Determines the backends for each recipient domain. Created once from the configuration.</summary>
/// <remarks>
/// Domains with the same servers in the same order share a route, so their recipients can share a mail transaction. A domain does not
/// include its subdomains.
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

    /// <summary>All backends without duplicates, in the order of the configuration.</summary>
    public ImmutableArray<EndPoint> Servers { get; }

    /// <summary>Creates the routes.</summary>
    /// <param name="otherwise">The servers for all domains without a route.</param>
    /// <param name="routes">The servers for the listed domains.</param>
    public static MailRoutes Compile(ImmutableArray<EndPoint> otherwise, IEnumerable<(string Domain, ImmutableArray<EndPoint> Servers)> routes)
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

    /// <summary>The route for a recipient's domain, in any spelling; empty for <c>&lt;postmaster&gt;</c>.</summary>
    public MailRoute For(string domain) => _byDomain.Count > 0 && _byDomain.TryGetValue(DomainName.Fold(domain), out var route) ? route : All[0];

    /// <summary>The route of a mail transaction: that of its accepted recipients; null while there are none.</summary>
    /// <remarks>
    /// The mail data is sent once and goes to one server, whose reply the client gets. A recipient with another route gets 452, so that the client sends
    /// to it separately (RFC 5321 4.5.3.1.10).
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
