using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Known;

/// <summary>The organisation that a mail comes from: the organisational domain of its reverse-path.</summary>
public static class SenderOrganisation
{
    /// <summary>The organisation of a sender.</summary>
    /// <remarks>
    /// The null reverse-path has no domain: its organisation is that of the client, as far as a name proves it. No client becomes known by such mail; but
    /// it may be a reply to mail of our user, for example a bounce.
    /// </remarks>
    /// <param name="reversePath">Folded by <see cref="SenderNormaliser"/>; empty for the null reverse-path.</param>
    /// <param name="identities">The client's identities.</param>
    /// <param name="suffixes">The public suffixes.</param>
    /// <returns>The domain; empty if there is none.</returns>
    public static string Of(string reversePath, ReadOnlySpan<ClientIdentity> identities, PublicSuffixes suffixes)
    {
        if (reversePath.Length > 0)
            return OfDomain(reversePath[(reversePath.LastIndexOf('@') + 1)..], suffixes);
        foreach (var identity in identities)
        {
            if (identity.Kind != IdentityKind.Network)
                return OfDomain(identity.Name, suffixes);
        }

        return string.Empty;
    }

    /// <summary>The organisation that a domain belongs to; the domain itself if it is a public suffix, an address literal or folded.</summary>
    public static string OfDomain(string domain, PublicSuffixes suffixes) =>
        domain.StartsWith('[') ? domain : suffixes.OrganisationOf(domain) ?? domain;

    /// <summary>Whether an identity proves that the client belongs to an organisation.</summary>
    public static bool IsProvenBy(ClientIdentity identity, string organisation)
    {
        if (identity.Kind == IdentityKind.Network)
            return false;
        var name = identity.Name.AsSpan();
        return name.EndsWith(organisation, StringComparison.Ordinal)
            && (name.Length == organisation.Length || name[^(organisation.Length + 1)] == '.');
    }
}
