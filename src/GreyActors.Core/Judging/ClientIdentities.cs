using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Judging;

/// <summary>The identities of a client: every name under which the greylist knows it.</summary>
public static class ClientIdentities
{
    /// <summary>All identities of a client; at least one.</summary>
    public static ImmutableArray<ClientIdentity> Of(ClientFacts facts, NetworkPrefixes prefixes) => [prefixes.IdentityOf(facts.Client)];
}
