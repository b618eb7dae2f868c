using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Known;
using GreyActors.Core.Traps;
using GreyActors.Delivery;

namespace GreyActors.Introspection;

/// <summary>The mail to explain.</summary>
public sealed record MailQuestion(string Client, string Helo, string From, string To, Door Door = Door.Smtp);

/// <summary>The decision that a mail would get now; docs/introspection.md describes the fields.</summary>
public sealed record MailExplanation(
    string Client,
    string Helo,
    string From,
    string To,
    RecipientRule Rule,
    string? Entry,
    DecisionStatus Status,
    string Words,
    GreylistKey Key,
    DateTimeOffset? ComeBackAfter,
    DateTimeOffset? ComeBackBefore,
    ImmutableArray<ShownTriplet> Triplets,
    RelayUse? Relay)
{
    /// <summary>Whether the mail would be accepted only because of observe mode.</summary>
    public bool WouldDefer { get; init; }

    /// <summary>The identities of the client with their evidence, and what gives no identity.</summary>
    public ClientDescription? Identified { get; init; }

    /// <summary>The known pairs of the client's identities with the sender's organisation, and the expected reply.</summary>
    public ImmutableArray<ShownKnown> Known { get; init; } = [];

    /// <summary>Why and for how long the client is trapped; null if it is not.</summary>
    public TrapNote? Trapped { get; init; }

    /// <summary>The door for which this is the answer.</summary>
    public Door Door { get; init; }

    /// <summary>The rule that would refuse the recipient at the SMTP door and is skipped at this one; null if none is.</summary>
    public RecipientRule? Skipped { get; init; }

    /// <summary>Builds the explanation. The greylist's part matters only if it decides.</summary>
    /// <param name="entry">The access list entry that decided; null if none did.</param>
    /// <param name="answer">The judge's answer.</param>
    /// <param name="clients">The part of the known clients.</param>
    /// <param name="known">The part of the greylist.</param>
    public static MailExplanation Of(
        MailQuestion question,
        string? entry,
        RecipientAnswer answer,
        Attempt attempt,
        KnownExplanation clients,
        Explanation known,
        RelayUse? relay,
        KnownTiming timing,
        DateTimeOffset now)
    {
        var byGreylist = answer.Waited is not null && clients.Verdict is null;
        return new MailExplanation(
            question.Client,
            question.Helo,
            question.From,
            question.To,
            answer.Rule,
            entry,
            answer.Status,
            InSentences(question.Door, answer, clients, known, timing, now) + (answer.Status == DecisionStatus.Accepted ? InSentences(relay) : ""),
            new GreylistKey([.. attempt.Identities.Select(identity => identity.Text)], attempt.ReversePath, attempt.ForwardPath),
            byGreylist ? known.PassesFrom : null,
            byGreylist ? known.PassesUntil : null,
            [.. known.Triplets.Select(ShownTriplet.Of)],
            relay)
        {
            Known = [.. clients.Entries.Select(one => ShownKnown.Of(one, timing))],
            WouldDefer = answer.WouldDefer,
            Trapped = answer.Trapped,
            Door = question.Door,
            Skipped = answer.Skipped,
        };
    }

    private static string InSentences(
        Door door, RecipientAnswer answer, KnownExplanation clients, Explanation known, KnownTiming timing, DateTimeOffset now) => answer.Status switch
        {
            DecisionStatus.Accepted when answer is { WouldDefer: true, Rule: RecipientRule.Trapped } =>
                $"It would be accepted in observe mode if {LastWordAt(door)} accepts it, and deferred in enforce mode: {answer.Reason}.",
            DecisionStatus.Deferred when answer.Rule == RecipientRule.Trapped => $"It would be deferred: {answer.Reason}.",
            DecisionStatus.Accepted when answer.WouldDefer =>
                $"It would be accepted in observe mode if {LastWordAt(door)} accepts it, and deferred in enforce mode: {answer.Reason}. In enforce mode it would pass {WhenItPasses(known, now)}.",
            DecisionStatus.Accepted when answer.Rule is RecipientRule.KnownPair or RecipientRule.ExpectedReply && clients.By is { } by =>
                $"It would be accepted if {LastWordAt(door)} accepts it: {KnownWords.Of(by)}.",
            DecisionStatus.Accepted => $"It would be accepted if {LastWordAt(door)} accepts it: {answer.Reason}.",
            DecisionStatus.Refused => $"It would be refused: {answer.Reason}.",
            _ => $"It would be deferred: {answer.Reason}. It passes {WhenItPasses(known, now)}.{Settling(clients, timing, now)}",
        };

    private static string LastWordAt(Door door) => door == Door.Smtp ? "the backend" : "Postfix";

    private static string WhenItPasses(Explanation known, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"if the client retries after {known.PassesFrom:u}, in {InWords.Span((known.PassesFrom ?? now) - now)}, and before {known.PassesUntil:u}");

    // The client has passed with other mail of the organisation. Of several pairs the oldest is shown, and what the DNS proves rather than the network.
    private static string Settling(KnownExplanation clients, KnownTiming timing, DateTimeOffset now)
    {
        KnownEntry? first = null;
        foreach (var entry in clients.Entries.Where(entry => entry.Key.IsPair && timing.StartOf(entry.Times) > now.ToUnixTimeMilliseconds()))
        {
            if (first is not { } other || entry.Times.FirstPass <= other.Times.FirstPass)
                first = entry;
        }

        return first is { } pair
            ? string.Create(
                CultureInfo.InvariantCulture, $" Such mail does not wait from {DateTimeOffset.FromUnixTimeMilliseconds(timing.StartOf(pair.Times)):u} on: {KnownWords.Of(pair)}.")
            : "";
    }

    private static string InSentences(RelayUse? relay) => relay is { Waiting: > 0 }
        ? string.Create(
            CultureInfo.InvariantCulture,
            $" It may have to wait for a connection to {relay.Server}: {relay.OpenRelays} of {relay.MaxRelays} are in use, and {relay.Waiting} recipients wait, for up to {relay.MaxWaitSeconds} s.")
        : "";
}

/// <summary>The triplet as the greylist compares it.</summary>
public sealed record GreylistKey(ImmutableArray<string> Identities, string From, string To);

/// <summary>One triplet as the endpoint returns it.</summary>
public sealed record ShownTriplet(
    string Identity,
    TripletState State,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? PassesFrom,
    DateTimeOffset? PassesUntil,
    DateTimeOffset? LastUsed,
    DateTimeOffset? Expires)
{
    /// <summary>Why the triplet influences no decision, in words; null if it does.</summary>
    public string? Ignored { get; init; }

    /// <summary>Converts a timeline.</summary>
    public static ShownTriplet Of(TripletTimeline timeline) => new(
        timeline.Identity.Text,
        timeline.State,
        timeline.FirstSeen,
        timeline.PassesFrom,
        timeline.PassesUntil,
        timeline.LastUsed,
        timeline.Expires)
    {
        Ignored = timeline.IsIgnored
            ? string.Create(CultureInfo.InvariantCulture, $"ignored: {timeline.Counts.CameBack} of {timeline.Counts.Sightings} first mails came back")
            : null,
    };
}
