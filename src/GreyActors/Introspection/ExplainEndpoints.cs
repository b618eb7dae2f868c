using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Judging;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Delivery;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Traps;
using Microsoft.AspNetCore.Http.HttpResults;
using AddressText = GreyActors.Configuration.Values.AddressText;

namespace GreyActors.Introspection;

/// <summary><c>/api/explain</c>: the decision that a mail would get now, and its reason.</summary>
internal static class ExplainEndpoints
{
    public static void MapExplain(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/explain", Explain)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("The decision that such a mail would get now, and its reason");

    private static async Task<Results<Ok<MailExplanation>, ProblemHttpResult>> Explain(
        IntrospectionDependencies parts, ActorSystem system, TimeProvider time, string client = "", string from = "", string to = "", string helo = "", string door = "", CancellationToken cancelled = default)
    {
        if (!AddressText.TryAddress(client, out var address))
            return Problem.BadParameter($"client: '{client}' is not an IP address.");
        if (PathText.WhyNot(from, to) is { } why)
            return Problem.BadParameter(why);
        var (reversePath, forwardPath) = (PathText.Read(from)!.Value, PathText.Read(to)!.Value);
        if (DoorOf(door, parts.Configuration.Settings) is not { } asksAt)
            return Problem.BadParameter($"door: '{door}' is neither smtp nor postfix-policy.");

        var rules = parts.JudgeRules;
        var trapped = await system.ActorSelection(parts.TrapsPath).AskInTime<TrappedFound>(new FindTrapped(address), cancelled);
        var question = new RecipientQuestion(address, helo, reversePath, forwardPath) { Trapped = trapped?.Note, Door = asksAt };
        var evidence = rules.LooksUp(address)
            ? await system.ActorSelection(parts.ReputationPath).EvidenceOf(question, parts.Configuration.Settings.Reputation, cancelled)
            : ClientEvidence.None;
        var facts = new ClientFacts(address, evidence);
        var identities = rules.IdentitiesOf(facts);
        var ruling = rules.Check(question);
        var attempt = rules.AttemptOf(question, evidence, identities);
        var asked = asksAt == Door.Smtp && parts.Configuration.Settings.HasBackends
            ? system.ActorSelection(parts.BackendsPath).AskInTime<RelayUse>(new GetRelayUse(forwardPath.Domain), cancelled)
            : Task.FromResult<RelayUse?>(null);
        var clients = rules.Known.IsUsed
            ? await system.ActorSelection(parts.KnownClientsPath).AskInTime<KnownExplained>(new ExplainKnown(attempt), cancelled)
            : null;
        if (await system.ActorSelection(parts.GreylistPath).AskInTime<Explained>(new ExplainAttempt(attempt), cancelled) is not { Explanation: { } known })
            return Problem.Unavailable("The greylist does not answer: greylisting.on-store-failure decides about mail now.");

        var answer = rules.WithSkipped(
            rules.ByAccess(question, ruling, identities)
            ?? JudgeRules.ByAllowList(evidence, identities)
            ?? rules.ByGreylist(clients?.Explanation?.Verdict ?? known.Verdict, evidence, identities),
            JudgeRules.SkippedBy(ruling));
        var shown = new MailQuestion(address.ToString(), helo, reversePath.Address, forwardPath.Address, asksAt);
        var explanation = MailExplanation.Of(
            shown, ruling.Match?.ToString(), answer, attempt, clients?.Explanation ?? KnownExplanation.Nothing, known, await asked, rules.Known, time.GetUtcNow());
        return TypedResults.Ok(explanation with
        {
            Identified = ClientDescription.Of(facts, identities, rules.Suffixes),
        });
    }

    // Without an SMTP listener, all mail comes through Postfix.
    private static Door? DoorOf(string door, GreyActorsSettings settings) => door switch
    {
        "" => settings.HasBackends ? Door.Smtp : Door.PostfixPolicy,
        "smtp" => Door.Smtp,
        "postfix-policy" => Door.PostfixPolicy,
        _ => null,
    };
}
