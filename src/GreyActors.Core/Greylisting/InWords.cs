using System.Globalization;

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

    private static string Span(TimeSpan span) => span.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
