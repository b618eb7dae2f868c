using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Judging;

/// <summary>The identities of a client: every name under which the greylist knows it.</summary>
public static class ClientIdentities
{
    /// <summary>All identities of a client: its network first, then what the DNS proves.</summary>
    public static ImmutableArray<ClientIdentity> Of(ClientFacts facts, NetworkPrefixes prefixes, PublicSuffixes suffixes)
    {
        var network = prefixes.IdentityOf(facts.Client);
        return facts.Evidence == ClientEvidence.None
            ? [network]
            : [network, .. IdentitySources.Of(facts.Client, facts.Evidence, suffixes).Proven.Select(proven => proven.Identity)];
    }
}
