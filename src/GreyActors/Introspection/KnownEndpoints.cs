using Akka.Actor;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Greylisting;
using GreyActors.Known;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/known</c>: lists known pairs and expected replies, allows single pairs, and forgets single entries.</summary>
internal static class KnownEndpoints
{
    private const string Path = "/api/known";
    private const string Pair = "pair";
    private const string Reply = "reply";

    public static void MapKnown(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).WithProblems(StatusCodes.Status400BadRequest).WithSummary("The known pairs and the expected replies, page by page");
        routes.MapDelete(Path, Forget)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound)
            .WithSummary("Forgets one known pair or expected reply, as if it had never been known");
        routes.MapPost(Path, Allow)
            .WithProblems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status409Conflict,
                StatusCodes.Status415UnsupportedMediaType)
            .WithSummary("Makes one pair known from now on");
    }

    private static async Task<Results<Ok<ShownKnownPage>, ProblemHttpResult>> List(
        IntrospectionDependencies parts,
        ActorSystem system,
        string? identity = null,
        string? organisation = null,
        string? recipient = null,
        string? kind = null,
        int limit = 100,
        string? after = null,
        CancellationToken cancelled = default)
    {
        if (limit is < 1 or > ListTriplets.Longest)
            return Problem.BadParameter($"limit must be from 1 to {ListTriplets.Longest}.");
        if (kind is not (null or Pair or Reply))
            return Problem.BadParameter($"kind must be {Pair} or {Reply}.");
        if (after is not null && CursorText.Read(after) is null)
            return Problem.BadParameter("after must be the next of the previous page.");

        var query = new KnownQuery(
            identity is null ? null : IdentityPattern.Of(identity),
            organisation is null ? null : TextPattern.Of(DomainName.Fold(organisation.TrimStart('@'))),
            recipient is null ? null : TextPattern.Of(recipient),
            kind is null ? null : kind == Pair);
        var cursor = after is null ? null : CursorText.Read(after);
        if (await system.ActorSelection(parts.KnownClientsPath).AskInTime<KnownPage>(new ListKnown(query, limit, cursor), cancelled) is not { } page)
            return Problem.Unavailable("The known clients did not answer in time.");

        var timing = parts.Configuration.Settings.KnownTiming;
        return TypedResults.Ok(new ShownKnownPage(
            [.. page.Entries.Select(entry => ShownKnown.Of(entry, timing))], page.Next is { } next ? CursorText.Of(next) : null, page.Away));
    }

    private static async Task<Results<Ok<ShownKnownChange>, ProblemHttpResult>> Forget(
        HttpContext context,
        IntrospectionDependencies parts,
        ActorSystem system,
        Serilog.ILogger log,
        string? identity = null,
        string? organisation = null,
        string? recipient = null)
    {
        var suffixes = parts.Configuration.Settings.Reputation.PublicSuffixes;
        if ((identity is null) == (recipient is null))
            return Problem.BadParameter("Either identity (a known pair) or recipient (an expected reply) is required.");

        if (recipient is null)
        {
            if (IdentityText.Read(identity ?? "", parts.Configuration.Settings.Greylisting.Prefixes) is not { } client)
                return Problem.BadParameter($"identity: {IdentityText.Rejection(identity)}");
            return OrganisationText.OfSender(organisation ?? "", suffixes) is { } sender
                ? await Change(context, parts, system, log, new ChangeKnown.Forget(KnownKey.Pair(client, sender)))
                : NoDomain(organisation);
        }

        if (PathText.Read(recipient) is not { IsNull: false } path)
            return Problem.BadParameter($"recipient: '{recipient}' is not an address.");
        return OrganisationText.OfRecipient(organisation ?? "", suffixes) is { } writtenTo
            ? await Change(context, parts, system, log, new ChangeKnown.Forget(KnownKey.Reply(writtenTo, ForwardPathNormaliser.Normalise(path.Address))))
            : NoDomain(organisation);
    }

    // Forget accepts more: an entry may have been learnt while other prefixes were configured, or from mail of a public suffix.
    private static async Task<Results<Ok<ShownKnownChange>, ProblemHttpResult>> Allow(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, AllowKnownRequest request)
    {
        var settings = parts.Configuration.Settings;
        var suffixes = settings.Reputation.PublicSuffixes;
        if (IdentityText.Read(request.Identity ?? "", settings.Greylisting.Prefixes) is not { } identity)
            return Problem.BadParameter($"identity: {IdentityText.Rejection(request.Identity)}");
        if (PossibleIdentity.WhyNot(identity, settings.Greylisting.Prefixes, suffixes) is { } why)
            return Problem.BadParameter($"identity: {why}.");
        if (OrganisationText.OfSender(request.Organisation ?? "", suffixes) is not { } organisation)
            return NoDomain(request.Organisation);
        if (OrganisationText.IsPublicSuffix(organisation, suffixes))
            return Problem.BadParameter($"organisation: '{organisation}' is a public suffix. Under it are the domains of different organisations; name one of them.");
        if (!settings.KnownClients.Enabled)
            return Problem.Conflict("known-clients is off, so no pair lets mail pass.");

        return await Change(context, parts, system, log, new ChangeKnown.Allow(KnownKey.Pair(identity, organisation)));
    }

    private static async Task<Results<Ok<ShownKnownChange>, ProblemHttpResult>> Change(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, ChangeKnown change)
    {
        var key = change.Key;
        var changed = await system.ActorSelection(parts.KnownClientsPath).AskInTime<KnownChanged>(change, context.RequestAborted);
        var isMissing = changed is { Before: null } && change is ChangeKnown.Forget;
        log.Record(
            typeof(KnownEndpoints),
            context,
            $"{change.GetType().Name} {(key.IsPair ? "known pair" : "expected reply")}",
            changed is { IsDone: true },
            isMissing,
            key.IsPair ? $"{key.Identity} {key.Organisation}" : $"{key.Organisation} <{key.Recipient}>");
        if (changed is not { IsDone: true })
            return Problem.Unavailable("The database is unavailable; nothing was changed.");
        if (isMissing)
            return Problem.NotFound(key.IsPair ? "This pair is not known." : "This reply is not expected.");

        return TypedResults.Ok(ShownKnownChange.Of(key, changed.Before, parts.Configuration.Settings.KnownTiming));
    }

    private static ProblemHttpResult NoDomain(string? organisation) => Problem.BadParameter($"organisation: '{organisation}' is not a domain.");
}
