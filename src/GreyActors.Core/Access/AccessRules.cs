using System.Collections.Immutable;

namespace GreyActors.Core.Access;

/// <summary>Who is let through without greylisting, and for which domains mail is taken at all. Entries are as configured.</summary>
/// <param name="AllowedSenders">Client addresses that may send anywhere. Kamaelia: allowed_senders.</param>
/// <param name="AllowedSenderNets">Prefixes (<c>192.168.</c>) or CIDR networks that may send anywhere. Kamaelia: allowed_sender_nets.</param>
/// <param name="AllowedDomains">The recipient domains that are served, and with a dot before it (<c>.example.com</c>) all subdomains of a domain. Kamaelia: allowed_domains.</param>
/// <param name="WhitelistedTriples">Lines of client address, reverse-path, forward-path. Kamaelia: whitelisted_triples.</param>
/// <param name="WhitelistedNonstandardTriples">Lines of HELO name, address prefix, forward-path. Kamaelia: whitelisted_nonstandard_triples.</param>
public sealed record AccessRules(
    ImmutableArray<AccessEntry> AllowedSenders,
    ImmutableArray<AccessEntry> AllowedSenderNets,
    ImmutableArray<AccessEntry> AllowedDomains,
    ImmutableArray<AccessEntry> WhitelistedTriples,
    ImmutableArray<AccessEntry> WhitelistedNonstandardTriples)
{
    /// <summary>The recipients that exist, as <see cref="RecipientList"/> reads them; empty if nothing is known about recipients.</summary>
    public ImmutableArray<AccessEntry> Recipients { get; init; } = [];

    /// <summary>Addresses, prefixes and networks that are never deferred.</summary>
    public ImmutableArray<AccessEntry> WhitelistedClients { get; init; } = [];

    /// <summary>Reverse-paths that are never deferred, as <see cref="PathEntry"/> reads them.</summary>
    public ImmutableArray<AccessEntry> WhitelistedSenders { get; init; } = [];

    /// <summary>Forward-paths for which nothing is deferred, as <see cref="PathEntry"/> reads them.</summary>
    public ImmutableArray<AccessEntry> WhitelistedRecipients { get; init; } = [];

    /// <summary>Forward-paths that are spam traps, as <see cref="PathEntry"/> reads them.</summary>
    public ImmutableArray<AccessEntry> SpamTraps { get; init; } = [];
}
