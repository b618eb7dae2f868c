using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Judging;

/// <summary>The table of the recipient rules. The logs, the metrics, the introspection endpoint and the dashboard take their words from it.</summary>
public static class RecipientRules
{
    /// <summary>One entry for each <see cref="RecipientRule"/>, in the order of the enum.</summary>
    public static ImmutableArray<RecipientRuleEntry> All { get; } =
    [
        new(RecipientRule.AllowedClient, "allowed-client", DecisionStatus.Accepted, "the client may send to any domain"),
        new(RecipientRule.Authenticated, "authenticated", DecisionStatus.Accepted, "the client has authenticated"),
        new(RecipientRule.DomainNotServed, "domain-not-served", DecisionStatus.Refused, "the domain is not served here", SmtpReplies.DomainNotServed),
        new(RecipientRule.SenderRouted, "sender-routed", DecisionStatus.Refused, "the local-part contains a route", SmtpReplies.RoutedRecipient),
        new(RecipientRule.Whitelisted, "whitelisted", DecisionStatus.Accepted, "whitelisted"),
        new(RecipientRule.Trapped, "trapped", DecisionStatus.Deferred, "client trapped"),
        new(RecipientRule.UnknownRecipient, "unknown-recipient", DecisionStatus.Refused, "the recipient is not in recipients", SmtpReplies.UnknownRecipient),
        new(RecipientRule.AlwaysAccepted, "always-accepted", DecisionStatus.Accepted, "postmaster and abuse are always accepted"),
        new(RecipientRule.AllowListed, "allow-listed", DecisionStatus.Accepted, "a DNS allow list contains the client"),
        new(RecipientRule.KnownPair, "known-pair", DecisionStatus.Accepted, "client known with mail of this organisation", Timed: "client known for {0} with mail of this organisation"),
        new(RecipientRule.ExpectedReply, "expected-reply", DecisionStatus.Accepted, "the recipient wrote to this organisation"),
        new(RecipientRule.KnownTriplet, "known-triplet", DecisionStatus.Accepted, "known triplet"),
        new(RecipientRule.RefusedByBackend, "refused-by-backend", DecisionStatus.Refused, "the backend refuses the recipient"),
        new(RecipientRule.NeverSeen, "never-seen", DecisionStatus.Deferred, "never seen before"),
        new(RecipientRule.TooSoon, "too-soon", DecisionStatus.Deferred, "retried too soon", Timed: "retried too soon, after {0}"),
        new(RecipientRule.StillWaiting, "still-waiting", DecisionStatus.Deferred, "has not waited long enough", Timed: "has waited {0} of the initial delay"),
        new(RecipientRule.TooLate, "too-late", DecisionStatus.Deferred, "retried too late", Timed: "retried too late, after {0}"),
        new(RecipientRule.WaitedLongEnough, "waited-long-enough", DecisionStatus.Accepted, "waited long enough", Timed: "waited {0}"),
        new(RecipientRule.StoreFailure, "store-failure", Status: null, "database unavailable", SmtpReplies.StoreFailure),
        new(RecipientRule.Crowded, "crowded", DecisionStatus.Deferred, "too many attempts at once", SmtpReplies.StoreFailure),
        new(RecipientRule.LittleMemory, "little-memory", DecisionStatus.Failed, "too little memory for another recipient", SmtpReplies.LittleMemory),
    ];

    /// <summary>The entry of a rule.</summary>
    public static RecipientRuleEntry Of(RecipientRule rule) => All[(int)rule];

    /// <summary>The rule by which the access rules decided.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They leave the decision to the greylist.</exception>
    public static RecipientRule RuleOf(AccessReason reason) => reason switch
    {
        AccessReason.AllowedClient => RecipientRule.AllowedClient,
        AccessReason.Authenticated => RecipientRule.Authenticated,
        AccessReason.DomainNotServed => RecipientRule.DomainNotServed,
        AccessReason.SenderRouted => RecipientRule.SenderRouted,
        AccessReason.Whitelisted => RecipientRule.Whitelisted,
        AccessReason.Trapped => RecipientRule.Trapped,
        AccessReason.UnknownRecipient => RecipientRule.UnknownRecipient,
        AccessReason.AlwaysAccepted => RecipientRule.AlwaysAccepted,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "decides nothing"),
    };

    /// <summary>The rule by which the known clients or the greylist decided.</summary>
    public static RecipientRule RuleOf(VerdictReason reason) => reason switch
    {
        VerdictReason.KnownPair => RecipientRule.KnownPair,
        VerdictReason.ExpectedReply => RecipientRule.ExpectedReply,
        VerdictReason.KnownTriplet => RecipientRule.KnownTriplet,
        VerdictReason.NeverSeen => RecipientRule.NeverSeen,
        VerdictReason.TooSoon => RecipientRule.TooSoon,
        VerdictReason.StillWaiting => RecipientRule.StillWaiting,
        VerdictReason.TooLate => RecipientRule.TooLate,
        VerdictReason.WaitedLongEnough => RecipientRule.WaitedLongEnough,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason"),
    };
}

/// <summary>The words, the status and the reply of one rule.</summary>
/// <param name="Name">The name in JSON, in metrics and on the command line.</param>
/// <param name="Status">The outcome; null where greylisting.on-store-failure decides.</param>
/// <param name="Sentence">The rule in words, without a capital and a full stop.</param>
/// <param name="Reply">The reply to RCPT; null where the backend gives it, or, for a deferral, greylisting.reply is used.</param>
/// <param name="Timed">The same as <paramref name="Sentence"/> with the time waited at <c>{0}</c>; null where the time says nothing.</param>
public sealed record RecipientRuleEntry(
    RecipientRule Rule, string Name, DecisionStatus? Status, string Sentence, SmtpReply? Reply = null, string? Timed = null)
{
    /// <summary>The rule in words after the triplet has waited so long.</summary>
    public string SentenceAfter(TimeSpan waited) => Timed is null ? Sentence : string.Format(CultureInfo.InvariantCulture, Timed, InWords.Span(waited));
}
