using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Access;

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
    public static RecipientRuling Decide(
        AccessPolicy policy, IPAddress client, string helo, string reversePath, string localPart, string domain)
    {
        if (policy.FindAllowed(client) is { } allowed)
            return new RecipientRuling(RecipientRule.AllowedClient, allowed, []);
        if (domain.Length > 0 && !policy.ServesDomain(domain))
            return RecipientRuling.By(RecipientRule.DomainNotServed);
        if (IsRouted(localPart))
            return RecipientRuling.By(RecipientRule.SenderRouted);

        var (match, timedOut) = policy.FindWhitelisted(client, helo, reversePath, domain.Length == 0 ? localPart : $"{localPart}@{domain}");
        var rule = match is not null ? RecipientRule.Whitelisted
            : AccessPolicy.IsAlwaysAccepted(localPart) ? RecipientRule.AlwaysAccepted
            : RecipientRule.AskGreylist;
        return new RecipientRuling(rule, match, timedOut);
    }

    // user%elsewhere@here, elsewhere!user@here, "user@elsewhere"@here: old ways to ask a server to route on. The backend sees
    // these from us, whom it trusts, and may obey: that would make it an open relay. Postfix refuses them to strangers too.
    private static bool IsRouted(string localPart) => localPart.AsSpan().IndexOfAny('%', '!', '@') >= 0;
}

/// <summary>What the rules say about a recipient.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Match">The entry of a list that it rests on; null where it rests on none.</param>
/// <param name="TimedOut">Expressions that could not say in time whether they mean this mail: they count as not meaning it.</param>
public readonly record struct RecipientRuling(RecipientRule Rule, AccessMatch? Match, ImmutableArray<AccessMatch> TimedOut)
{
    /// <summary>
    /// Whether the whitelisting is one of the original's, which holds for all recipients where one decision is made for the whole mail. One recipient
    /// who wants no greylisting does not speak for the others.
    /// </summary>
    public bool IsForWholeMail => Match?.List is AccessList.WhitelistedTriples or AccessList.WhitelistedNonstandardTriples;

    /// <summary>A rule that rests on no list.</summary>
    public static RecipientRuling By(RecipientRule rule) => new(rule, null, []);
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

    /// <summary>A whitelisted triple, client, sender or recipient. Kamaelia: whitelisted_triples, whitelisted_nonstandard_triples.</summary>
    Whitelisted,

    /// <summary>postmaster and abuse, who must be reached.</summary>
    AlwaysAccepted,

    /// <summary>No rule: the greylist decides.</summary>
    AskGreylist,
}
