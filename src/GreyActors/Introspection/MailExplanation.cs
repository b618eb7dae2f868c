using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Delivery;
using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>About which mail was asked.</summary>
public sealed record MailQuestion(string Client, string Helo, string From, string To);

/// <summary>What would become of a mail now; docs/introspection.md has the fields.</summary>
public sealed record MailExplanation(
    string Client,
    string Helo,
    string From,
    string To,
    DecisionRule Rule,
    string? Entry,
    DecisionStatus Status,
    string Words,
    GreylistKey Key,
    DateTimeOffset? ComeBackAfter,
    DateTimeOffset? ComeBackBefore,
    ImmutableArray<ShownTriplet> Triplets,
    RelayUse? Relay)
{
    /// <summary>The explanation; the greylist's part of it counts only where no rule decides before it.</summary>
    public static MailExplanation Of(MailQuestion question, RecipientRuling ruling, Attempt attempt, Explanation known, RelayUse? relay, DateTimeOffset now)
    {
        var rule = ruling.Rule;
        var asksGreylist = rule == RecipientRule.AskGreylist;
        var status = rule switch
        {
            RecipientRule.DomainNotServed or RecipientRule.SenderRouted => DecisionStatus.Refused,
            RecipientRule.AskGreylist when !known.Verdict.Passed => DecisionStatus.Deferred,
            _ => DecisionStatus.Accepted,
        };
        return new MailExplanation(
            question.Client,
            question.Helo,
            question.From,
            question.To,
            asksGreylist ? DecisionRules.Of(known.Verdict.Reason) : DecisionRules.Of(rule),
            ruling.Match?.ToString(),
            status,
            (asksGreylist ? InSentences(known, now) : InSentences(ruling, status)) + (status == DecisionStatus.Accepted ? InSentences(relay) : ""),
            new GreylistKey([.. attempt.Identities.Select(identity => identity.Text)], attempt.ReversePath, attempt.ForwardPath),
            asksGreylist ? known.PassesFrom : null,
            asksGreylist ? known.PassesUntil : null,
            [.. known.Triplets.Select(ShownTriplet.Of)],
            relay);
    }

    private static string InSentences(RecipientRuling ruling, DecisionStatus status) => status == DecisionStatus.Refused
        ? $"It would be refused: {AccessInWords.Of(ruling)}."
        : $"It would be accepted, if the backend takes it: {AccessInWords.Of(ruling)}.";

    private static string InSentences(RelayUse? relay) => relay is { Waiting: > 0 }
        ? string.Create(
            CultureInfo.InvariantCulture,
            $" It may have to wait for a connection to {relay.Server}: {relay.OpenRelays} of {relay.MaxRelays} are in use, and {relay.Waiting} recipients wait, for up to {relay.MaxWaitSeconds} s.")
        : "";

    private static string InSentences(Explanation known, DateTimeOffset now)
    {
        if (known.Verdict.Passed)
            return $"It would be accepted, if the backend takes it: {InWords.Of(known.Verdict)}.";

        return string.Create(
            CultureInfo.InvariantCulture,
            $"It would be deferred: {InWords.Of(known.Verdict)}. It passes when it comes back after {known.PassesFrom:u}, in {InWords.Span((known.PassesFrom ?? now) - now)}, and before {known.PassesUntil:u}.");
    }
}

/// <summary>What the greylist goes by.</summary>
public sealed record GreylistKey(ImmutableArray<string> Identities, string From, string To);

/// <summary>One triplet as it is shown.</summary>
public sealed record ShownTriplet(
    string Identity,
    TripletState State,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? PassesFrom,
    DateTimeOffset? PassesUntil,
    DateTimeOffset? LastUsed,
    DateTimeOffset? Expires)
{
    /// <summary>The timeline, its identity as text.</summary>
    public static ShownTriplet Of(TripletTimeline timeline) => new(
        timeline.Identity.Text,
        timeline.State,
        timeline.FirstSeen,
        timeline.PassesFrom,
        timeline.PassesUntil,
        timeline.LastUsed,
        timeline.Expires);
}
