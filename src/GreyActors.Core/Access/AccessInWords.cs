namespace GreyActors.Core.Access;

/// <summary>The access rules and their lists in words, for the logs, the decisions and the explanations.</summary>
public static class AccessInWords
{
    /// <summary>The rule in one clause.</summary>
    public static string Of(RecipientRule rule) => rule switch
    {
        RecipientRule.AllowedClient => "the client may send anywhere",
        RecipientRule.DomainNotServed => "the domain is not served here",
        RecipientRule.SenderRouted => "the local-part asks for routing on",
        RecipientRule.Whitelisted => "whitelisted",
        RecipientRule.AlwaysAccepted => "postmaster and abuse are always accepted",
        RecipientRule.AskGreylist => "the greylist decides",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "not a rule"),
    };

    /// <summary>The rule in one clause, followed by the matching entry in brackets.</summary>
    public static string Of(RecipientRuling ruling) => ruling.Match is { } match ? $"{Of(ruling.Rule)} ({match})" : Of(ruling.Rule);

    /// <summary>The configuration key of the list.</summary>
    public static string Of(AccessList list) => list switch
    {
        AccessList.AllowedSenders => "allowed-senders",
        AccessList.AllowedSenderNets => "allowed-sender-nets",
        AccessList.WhitelistedTriples => "whitelisted-triples",
        AccessList.WhitelistedNonstandardTriples => "whitelisted-nonstandard-triples",
        AccessList.WhitelistedClients => "whitelisted-clients",
        AccessList.WhitelistedSenders => "whitelisted-senders",
        AccessList.WhitelistedRecipients => "whitelisted-recipients",
        _ => throw new ArgumentOutOfRangeException(nameof(list), list, "not a list"),
    };
}
