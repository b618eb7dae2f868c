using System.Net;

namespace GreyActors.Core.Greylisting;

/// <summary>The rules that are asked for each recipient before the greylist is, in their order.</summary>
/// <remarks>Kamaelia: <c>shouldWeAcceptMail</c> of GreyListingPolicy.</remarks>
public static class RecipientRules
{
    /// <summary>The first rule that decides.</summary>
    /// <param name="policy">The configured rules.</param>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">What the client calls itself.</param>
    /// <param name="reversePath">Without angle brackets; empty for the null reverse-path.</param>
    /// <param name="localPart">Of the recipient, without quotes.</param>
    /// <param name="domain">Of the recipient; empty for <c>&lt;postmaster&gt;</c>, which belongs to whatever we serve (RFC 5321 4.5.1).</param>
    public static RecipientRule Decide(
        AccessPolicy policy, IPAddress client, string helo, string reversePath, string localPart, string domain)
    {
        if (policy.IsAllowedClient(client))
            return RecipientRule.AllowedClient;
        if (domain.Length > 0 && !policy.ServesDomain(domain))
            return RecipientRule.DomainNotServed;
        if (IsRouted(localPart))
            return RecipientRule.SenderRouted;
        if (policy.IsWhitelisted(client, helo, reversePath, domain.Length == 0 ? localPart : $"{localPart}@{domain}"))
            return RecipientRule.Whitelisted;
        return AccessPolicy.IsAlwaysAccepted(localPart) ? RecipientRule.AlwaysAccepted : RecipientRule.AskGreylist;
    }

    // user%elsewhere@here, elsewhere!user@here, "user@elsewhere"@here: old ways to ask a server to route on. The real mail server sees
    // these from us, whom it trusts, and may obey: that would make it an open relay. Postfix refuses them to strangers too.
    private static bool IsRouted(string localPart) => localPart.AsSpan().IndexOfAny('%', '!', '@') >= 0;
}

/// <summary>What decided about a recipient before the greylist.</summary>
public enum RecipientRule
{
    /// <summary>The client may send anywhere. Kamaelia: allowed_senders, allowed_sender_nets.</summary>
    AllowedClient,

    /// <summary>We do not serve the domain.</summary>
    DomainNotServed,

    /// <summary>The local-part asks for routing on.</summary>
    SenderRouted,

    /// <summary>A whitelisted triple. Kamaelia: whitelisted_triples, whitelisted_nonstandard_triples.</summary>
    Whitelisted,

    /// <summary>postmaster and abuse, who must be reached.</summary>
    AlwaysAccepted,

    /// <summary>No rule: the greylist decides.</summary>
    AskGreylist,
}
