using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/learn</c>: merges triplets and known pairs of a history into the store.</summary>
internal static class LearnEndpoints
{
    // No command line has space for a longer path.
    private const int LongestPath = CommandParser.MaxExtendedLine;

    // Longer than the greylist waits for its store.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(22);

    public static void MapLearn(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/learn", Learn)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("Merges triplets that passed, and known pairs, into the store");

    private static async Task<Results<Ok<ShownLearned>, ProblemHttpResult>> Learn(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, LearnRequest request)
    {
        var (triplets, pairs) = (request.Triplets ?? [], request.Pairs ?? []);
        if (triplets.Length > Learned.Most || pairs.Length > Learned.Most)
            return Problem.BadParameter($"triplets, pairs: at most {Learned.Most} each.");
        var known = triplets.Select(TripletOf).ToImmutableArray();
        if (known.IndexOf(null) is >= 0 and var wrong)
            return Problem.BadParameter($"triplets: number {wrong} (from 0) is invalid: expected client, from, to, firstSeen, and lastUsed not before it.");
        var suffixes = parts.Configuration.Settings.Reputation.PublicSuffixes;
        var entries = pairs.Select(pair => EntryOf(pair, suffixes)).ToImmutableArray();
        if (entries.IndexOf(null) is >= 0 and var wrongPair)
            return Problem.BadParameter($"pairs: number {wrongPair} (from 0) is invalid: expected client, organisation, firstPass, lastUsed not before it, and mails.");

        // The triplets first: if the pairs fail, sending everything again changes nothing twice.
        var learnt = await Ask(system, parts.GreylistPath, known.Length, () => new LearnTriplets([.. known.Select(one => one!.Value)]), context.RequestAborted);
        var learntPairs = await Ask(system, parts.KnownClientsPath, entries.Length, () => new LearnKnown([.. entries.Select(one => one!.Value)]), context.RequestAborted);
        if (learnt is null || learntPairs is null)
            return Problem.Unavailable("The greylist did not answer in time; some entries may be learnt. Learning them again is safe.");

        if (known.Length + entries.Length > 0)
        {
            log.ForContext(typeof(LearnEndpoints)).Information(
                LogLines.ChangeMade, "learning", $"{known.Length} triplets and {entries.Length} pairs of a history", context.Connection.RemoteIpAddress);
        }

        return TypedResults.Ok(new ShownLearned(learnt.Counts, learntPairs.Counts, learnt.NotDone + learntPairs.NotDone));
    }

    private static async Task<Learned?> Ask(ActorSystem system, string path, int count, Func<object> batch, CancellationToken cancelled) =>
        count == 0 ? new Learned(default, 0) : await system.ActorSelection(path).AskInTime<Learned>(batch(), cancelled, Patience);

    private static KnownTriplet? TripletOf(LearntTriplet? triplet) =>
        triplet is { From: { } from, To: { } to } && IdentityOf(triplet.Client) is { } identity
        && IsPath(from) && IsPath(to) && to.LastIndexOf('@') > 0 && triplet.FirstSeen <= triplet.LastUsed
            ? new KnownTriplet(
                new Triplet(identity, SenderNormaliser.Normalise(from), ForwardPathNormaliser.Normalise(to)),
                new TripletTimes(triplet.FirstSeen.ToUnixTimeMilliseconds(), triplet.LastUsed.ToUnixTimeMilliseconds()))
            : null;

    private static KnownEntry? EntryOf(LearntPair? pair, PublicSuffixes suffixes) =>
        pair is { Organisation: { Length: > 0 and <= LongestPath } domain, Mails: > 0 } && IdentityOf(pair.Client) is { } identity
        && OrganisationText.OfSender(domain, suffixes) is { } organisation && pair.FirstPass <= pair.LastUsed
            ? new KnownEntry(
                KnownKey.Pair(identity, organisation),
                new KnownTimes(pair.FirstPass.ToUnixTimeMilliseconds(), pair.LastUsed.ToUnixTimeMilliseconds(), pair.Mails, KnownSource.History))
            : null;

    private static ClientIdentity? IdentityOf(string? client) =>
        IPNetwork.TryParse(client ?? "", out var network) ? new ClientIdentity(network.ToString())
        : client is { Length: <= LongestPath } ? ClientIdentity.ParseName(client)
        : null;

    private static bool IsPath(string text) => text.Length <= LongestPath && !text.Any(char.IsControl);
}
