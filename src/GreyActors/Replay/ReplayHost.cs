using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;

namespace GreyActors.Replay;

/// <summary>A host that delivers messages. Messages share it, so that its identities are determined once.</summary>
/// <param name="client">The address.</param>
/// <param name="helo">The name in HELO.</param>
/// <param name="evidence">What the DNS said about the client.</param>
internal sealed class ReplayHost(IPAddress client, string helo, ClientEvidence evidence)
{
    // Retries come from a neighbouring address more often than not.
    private const int Ipv4Prefix = 24;
    private const int Ipv6Prefix = 64;

    private FrozenSet<string>? _groupedBy;

    /// <summary>The address.</summary>
    public IPAddress Client { get; } = client;

    /// <summary>The name in HELO.</summary>
    public string Helo { get; } = helo;

    /// <summary>What the DNS said about the client.</summary>
    public ClientEvidence Evidence { get; } = evidence;

    /// <summary>The identities that a log recorded; default if they follow from the evidence.</summary>
    public ImmutableArray<ClientIdentity> Recorded { get; init; }

    /// <summary>Names that hosts of one sender have in common. Unlike identities, they need no proof: they only group the tries of a log.</summary>
    public FrozenSet<string> GroupedBy => _groupedBy ??= Names().ToFrozenSet(StringComparer.Ordinal);

    private IEnumerable<string> Names()
    {
        yield return ClientAddress.NetworkOf(Client, Ipv4Prefix, Ipv6Prefix).ToString();
        foreach (var identity in Recorded.IsDefault ? [] : Recorded)
            yield return identity.Text;
        foreach (var name in new[] { Helo, Evidence.ReverseName?.Name, Evidence.Spf is { Result: SpfResult.Pass } spf ? spf.Domain : null })
        {
            if (name is not (null or "" or ['[', ..]) && ClientAddress.Parse(name) is null && PublicSuffixes.Embedded.OrganisationOf(DomainName.Fold(name)) is { } organisation)
                yield return organisation;
        }
    }
}
