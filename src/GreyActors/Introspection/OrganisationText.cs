using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;

namespace GreyActors.Introspection;

/// <summary>Parses the domain of an organisation as people write it, and reduces it as the known clients do.</summary>
internal static class OrganisationText
{
    // The numbered domains of some bulk senders are known with this sign instead of the number.
    private const char Folded = '#';

    /// <summary>The organisation of senders with this domain; null if the text is not a domain.</summary>
    public static string? OfSender(string domain, PublicSuffixes suffixes) =>
        IsDomain(domain) ? SenderOrganisation.Of(SenderNormaliser.Normalise($"postmaster@{domain}"), [], suffixes) : null;

    /// <summary>The organisation that mail to this domain is for; null if the text is not a domain.</summary>
    public static string? OfRecipient(string domain, PublicSuffixes suffixes) =>
        IsDomain(domain) ? SenderOrganisation.OfDomain(DomainName.Fold(domain), suffixes) : null;

    /// <summary>Whether organisations have their domains under this one: it is no organisation itself.</summary>
    public static bool IsPublicSuffix(string organisation, PublicSuffixes suffixes) =>
        !organisation.StartsWith('[') && suffixes.OrganisationOf(organisation) is null;

    private static bool IsDomain(string text) => PathText.Read($"postmaster@{text.Replace(Folded, '0')}") is { IsNull: false };
}
