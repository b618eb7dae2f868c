using System.Globalization;
using GreyActors.Core.Access;

namespace GreyActors.Core.Greylisting;

/// <summary>Why something was decided, as people say it: for the logs, the decisions and the explanations.</summary>
public static class InWords
{
    /// <summary>Why the greylist decided so.</summary>
    public static string Of(Verdict verdict) => verdict.Reason switch
    {
        VerdictReason.NeverSeen => "never seen before",
        VerdictReason.TooSoon => $"came back too soon, after {Span(verdict.Waited)}",
        VerdictReason.StillWaiting => $"has waited {Span(verdict.Waited)} of the initial delay",
        VerdictReason.TooLate => $"came back too late, after {Span(verdict.Waited)}",
        VerdictReason.KnownTriplet => "known triplet",
        VerdictReason.WaitedLongEnough => $"waited {Span(verdict.Waited)}",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict.Reason, "not a reason"),
    };

    /// <summary>What the rule says.</summary>
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

    /// <summary>What the rule says, and in brackets the entry that it rests on.</summary>
    public static string Of(RecipientRuling ruling) => ruling.Match is { } match ? $"{Of(ruling.Rule)} ({match})" : Of(ruling.Rule);

    /// <summary>The key of the list in the configuration.</summary>
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

    /// <summary>A span to the second, as the configuration writes durations: <c>5m 1s</c>, <c>2d</c>; <c>0s</c> when it is shorter than one.</summary>
    public static string Span(TimeSpan span)
    {
        (int Count, char Unit)[] parts = [(span.Days, 'd'), (span.Hours, 'h'), (span.Minutes, 'm'), (span.Seconds, 's')];
        var told = string.Join(' ', parts.Where(part => part.Count != 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count}{part.Unit}")));
        return told.Length == 0 ? "0s" : told;
    }
}
