using System.Collections.Immutable;

namespace GreyActors.Core.Access;

/// <summary>Who is let through without greylisting, and for which domains mail is taken at all. Entries are as configured.</summary>
/// <param name="AllowedSenders">Client addresses that may send anywhere. Kamaelia: allowed_senders.</param>
/// <param name="AllowedSenderNets">Prefixes (<c>192.168.</c>) or CIDR networks that may send anywhere. Kamaelia: allowed_sender_nets.</param>
/// <param name="AllowedDomains">The recipient domains that are served. Kamaelia: allowed_domains.</param>
/// <param name="WhitelistedTriples">Lines of client address, reverse-path, forward-path. Kamaelia: whitelisted_triples.</param>
/// <param name="WhitelistedNonstandardTriples">Lines of HELO name, address prefix, forward-path. Kamaelia: whitelisted_nonstandard_triples.</param>
public sealed record AccessRules(
    ImmutableArray<AccessEntry> AllowedSenders,
    ImmutableArray<AccessEntry> AllowedSenderNets,
    ImmutableArray<AccessEntry> AllowedDomains,
    ImmutableArray<AccessEntry> WhitelistedTriples,
    ImmutableArray<AccessEntry> WhitelistedNonstandardTriples)
{
    /// <summary>Addresses, prefixes and networks that are never deferred.</summary>
    public ImmutableArray<AccessEntry> WhitelistedClients { get; init; } = [];

    /// <summary>Reverse-paths that are never deferred, as <see cref="PathEntry"/> reads them.</summary>
    public ImmutableArray<AccessEntry> WhitelistedSenders { get; init; } = [];

    /// <summary>Forward-paths for which nothing is deferred, as <see cref="PathEntry"/> reads them.</summary>
    public ImmutableArray<AccessEntry> WhitelistedRecipients { get; init; } = [];
}
