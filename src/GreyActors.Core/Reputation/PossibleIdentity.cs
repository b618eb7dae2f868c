using System.Net;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Reputation;

/// <summary>Checks identities that an operator writes. An identity that no client can have would silently have no effect.</summary>
public static class PossibleIdentity
{
    /// <summary>The reason why no client can have an identity, as a clause; null if a client can have it.</summary>
    public static string? WhyNot(ClientIdentity identity, NetworkPrefixes prefixes, PublicSuffixes suffixes) => identity.Kind switch
    {
        IdentityKind.Host => WhyNoHost(identity, suffixes),
        IdentityKind.Spf => HostName.Parse(identity.Name) == identity.Name ? null : $"no client has {identity}, because {identity.Name} is not a domain",
        _ => WhyNoNetwork(identity, prefixes),
    };

    private static string? WhyNoHost(ClientIdentity identity, PublicSuffixes suffixes)
    {
        if (HostName.Parse(identity.Name) != identity.Name)
            return $"no client has {identity}, because {identity.Name} is not a domain";
        return suffixes.OrganisationOf(identity.Name) switch
        {
            null => $"no client has {identity}, because {identity.Name} is a public suffix",
            var organisation when organisation != identity.Name => $"no client has {identity}: the hosts of {organisation} have {ClientIdentity.OfHost(organisation)}",
            _ => null,
        };
    }

    private static string? WhyNoNetwork(ClientIdentity identity, NetworkPrefixes prefixes)
    {
        if (!IPNetwork.TryParse(identity.Text, out var network))
            return $"{identity} is not a network";
        var prefix = prefixes.Of(network.BaseAddress.AddressFamily);
        return network.PrefixLength == prefix
            ? null
            : $"the greylist has no network {network}, because its networks are /{prefix}. An address means its network";
    }
}
