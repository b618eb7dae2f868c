using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Access;

/// <summary>The access rules: what decides about a recipient before the greylist is asked, in this order.</summary>
/// <remarks>Kamaelia: <c>shouldWeAcceptMail</c> of GreyListingPolicy.</remarks>
public static class AccessCheck
{
    /// <summary>The first rule that decides.</summary>
    /// <param name="policy">The configured rules.</param>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">What the client calls itself.</param>
    /// <param name="reversePath">Without angle brackets; empty for the null reverse-path.</param>
    /// <param name="localPart">Of the recipient, without quotes.</param>
    /// <param name="domain">Of the recipient; empty for <c>&lt;postmaster&gt;</c>, which belongs to whatever we serve (RFC 5321 4.5.1).</param>
    /// <param name="authenticated">Whether the client has authenticated as one of our users.</param>
    /// <param name="skipsRefusals">True at a door that refuses nothing: the rules that would refuse the recipient are noted and skipped.</param>
    /// <param name="trapped">Whether the client is trapped.</param>
    public static AccessRuling Decide(
        AccessPolicy policy, IPAddress client, string helo, string reversePath, string localPart, string domain, bool authenticated = false, bool skipsRefusals = false, bool trapped = false)
    {
        if (policy.FindAllowed(client) is { } allowed)
            return new AccessRuling(AccessReason.AllowedClient, allowed, []);
        if (authenticated)
            return AccessRuling.By(AccessReason.Authenticated);
        var refusal = FindRefusal(policy, localPart, domain);
        if (refusal is { } refused && !skipsRefusals)
            return AccessRuling.By(refused);

        var forwardPath = domain.Length == 0 ? localPart : $"{localPart}@{domain}";
        var exempt = policy.FindWhitelistedClient(client, helo, reversePath, forwardPath);
        var trap = exempt is null ? policy.FindTrap(forwardPath) : new AccessSearch(null, []);
        if (exempt is null && (trapped || trap.Match is not null))
            return new AccessRuling(AccessReason.Trapped, trap.Match, trap.TimedOut) { Skipped = refusal };

        // Spam traps come first: their addresses exist no more.
        if (policy.IsUnknown(localPart, domain))
        {
            if (!skipsRefusals)
                return new AccessRuling(AccessReason.UnknownRecipient, null, trap.TimedOut);
            refusal ??= AccessReason.UnknownRecipient;
        }

        if (exempt is not null)
            return new AccessRuling(AccessReason.Whitelisted, exempt, []) { Skipped = refusal };
        var (match, timedOut) = policy.FindWhitelistedPath(reversePath, forwardPath).After(trap.TimedOut);
        var reason = match is not null ? AccessReason.Whitelisted
            : AccessPolicy.IsAlwaysAccepted(localPart) ? AccessReason.AlwaysAccepted
            : AccessReason.AskGreylist;
        return new AccessRuling(reason, match, timedOut) { Skipped = refusal };
    }

    private static AccessReason? FindRefusal(AccessPolicy policy, string localPart, string domain) =>
        domain.Length > 0 && !policy.ServesDomain(domain) ? AccessReason.DomainNotServed
        : IsRouted(localPart) ? AccessReason.SenderRouted
        : null;

    // user%elsewhere@here, elsewhere!user@here, "user@elsewhere"@here: old ways to ask a server to route on. The backend
    // trusts this server and may route such mail on, which would make it an open relay. Postfix also refuses them from unknown clients.
    private static bool IsRouted(string localPart) => localPart.AsSpan().IndexOfAny('%', '!', '@') >= 0;
}

/// <summary>The result of the access rules for one recipient.</summary>
/// <param name="Reason">The rule that decided.</param>
/// <param name="Match">The entry of a list that it rests on; null where it rests on none.</param>
/// <param name="TimedOut">Expressions that could not say in time whether they mean this mail: they count as not meaning it.</param>
public readonly record struct AccessRuling(AccessReason Reason, AccessMatch? Match, ImmutableArray<AccessMatch> TimedOut)
{
    /// <summary>
    /// Whether the entry is in a list of Kamaelia Grey's. Such an entry counts for all recipients if one decision is made for the whole mail. An entry for
    /// one recipient does not.
    /// </summary>
    public bool IsForWholeMail => Match?.List is AccessList.WhitelistedTriples or AccessList.WhitelistedNonstandardTriples;

    /// <summary>The rule that would have refused the recipient at another door; null if none.</summary>
    public AccessReason? Skipped { get; init; }

    /// <summary>A ruling that rests on no list.</summary>
    public static AccessRuling By(AccessReason reason) => new(reason, null, []);
}

/// <summary>Why the access rules decided as they did; the greylist has <c>VerdictReason</c>.</summary>
public enum AccessReason
{
    /// <summary>The client may send anywhere. Kamaelia: allowed_senders, allowed_sender_nets.</summary>
    AllowedClient,

    /// <summary>The client has authenticated as one of our users.</summary>
    Authenticated,

    /// <summary>The domain is not served here.</summary>
    DomainNotServed,

    /// <summary>The local-part asks for routing on.</summary>
    SenderRouted,

    /// <summary>A whitelisted triple, client, sender or recipient. Kamaelia: whitelisted_triples, whitelisted_nonstandard_triples.</summary>
    Whitelisted,

    /// <summary>The recipient is a spam trap, or the client is trapped.</summary>
    Trapped,

    /// <summary>The recipient does not exist.</summary>
    UnknownRecipient,

    /// <summary>postmaster and abuse, who must be reached.</summary>
    AlwaysAccepted,

    /// <summary>No access rule applies: the greylist decides.</summary>
    AskGreylist,
}
