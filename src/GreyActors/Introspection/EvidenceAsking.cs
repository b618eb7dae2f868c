using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Addresses;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;

namespace GreyActors.Introspection;

/// <summary>Collects the evidence about a client for an HTTP request, as the judge does for a session.</summary>
internal static class EvidenceAsking
{
    /// <summary>What the DNS says about the client; a part that does not arrive within <c>reputation.max-wait</c> has no answer.</summary>
    public static async Task<ClientEvidence> EvidenceOf(
        this ICanTell reputation, RecipientQuestion question, ReputationSettings settings, CancellationToken cancelled)
    {
        var client = ClientAddress.Canonical(question.Client);
        List<LookUp> lookUps = [new LookUp.ReverseName(client), new LookUp.Spf(client, question.Helo, question.ReversePath.Address)];
        if (question.Helo.Length > 0)
            lookUps.Add(new LookUp.HeloName(client, question.Helo));
        if (!settings.Lists.IsEmpty)
            lookUps.Add(new LookUp.Lists(client));
        // With max-wait = 0s no recipient waits, but an explanation needs the evidence.
        var patience = settings.MaxWait > TimeSpan.Zero ? settings.MaxWait : TimeSpan.FromSeconds(1);
        var answers = await Task.WhenAll(lookUps.Select(lookUp => reputation.AskInTime<LookedUp>(lookUp, cancelled, patience)));
        return answers.Zip(lookUps, (answer, lookUp) => answer?.Evidence ?? LookedUp.WithoutAnswer(lookUp).Evidence).Aggregate(ClientEvidence.None, (known, one) => known.With(one));
    }
}
