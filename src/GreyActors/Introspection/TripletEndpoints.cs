using Akka.Actor;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
using GreyActors.Greylisting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/triplets</c>, <c>/api/allow</c>: lists the triplets of the greylist, and changes single ones.</summary>
internal static class TripletEndpoints
{
    private const string Waiting = "waiting";
    private const string Passed = "passed";

    public static void MapTriplets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/triplets", List).WithProblems(StatusCodes.Status400BadRequest).WithSummary("The triplets in the greylist, page by page");
        routes.MapDelete("/api/triplets", Forget)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound)
            .WithSummary("Forgets one triplet, as if it had never been seen");
        routes.MapPost("/api/allow", Allow)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status415UnsupportedMediaType)
            .WithSummary("Lets one triplet pass from now on");
    }

    private static async Task<Results<Ok<ShownTriplets>, ProblemHttpResult>> List(
        IntrospectionDependencies parts,
        ActorSystem system,
        TimeProvider time,
        string? client = null,
        string? from = null,
        string? to = null,
        string? state = null,
        int limit = 100,
        string? after = null,
        CancellationToken cancelled = default)
    {
        if (limit is < 1 or > ListTriplets.Longest)
            return Problem.BadParameter($"limit must be from 1 to {ListTriplets.Longest}.");
        if (state is not (null or Waiting or Passed))
            return Problem.BadParameter($"state must be {Waiting} or {Passed}.");
        if (after is not null && CursorText.Read(after) is null)
            return Problem.BadParameter("after must be the next of the previous page.");

        var query = new TripletQuery(
            client is null ? null : IdentityPattern.Of(client),
            from is null ? null : TextPattern.Of(from),
            to is null ? null : TextPattern.Of(to),
            state is null ? null : state == Passed);
        var cursor = after is null ? null : CursorText.Read(after);
        if (await system.ActorSelection(parts.GreylistPath).AskInTime<TripletPage>(new ListTriplets(query, limit, cursor), cancelled) is not { } page)
            return Problem.Unavailable("The greylist did not answer in time.");

        var (timing, now) = (parts.Configuration.Settings.Greylisting.Timing, time.GetUtcNow());
        return TypedResults.Ok(new ShownTriplets(
            [.. page.Triplets.Select(known => ListedTriplet.Of(known, timing, now))], page.Next is { } next ? CursorText.Of(next) : null, page.Away));
    }

    private static Task<Results<Ok<ShownChange>, ProblemHttpResult>> Forget(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, TimeProvider time, string? client = null, string? from = null, string? to = null) =>
        Change(context, parts, system, log, time, new AllowRequest(client, from, to), triplet => new ChangeTriplet.Forget(triplet));

    private static Task<Results<Ok<ShownChange>, ProblemHttpResult>> Allow(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, TimeProvider time, AllowRequest request)
    {
        // What is refused here can still be forgotten: it may have been created while other prefixes or domains were configured.
        var settings = parts.Configuration.Settings;
        if ((PathText.WhyNot(request.From ?? "", request.To ?? "") ?? WhyNotServed(request.To ?? "", parts.Active.Now.Access)) is { } problem)
            return Task.FromResult<Results<Ok<ShownChange>, ProblemHttpResult>>(Problem.BadParameter(problem));
        if (IdentityText.Read(request.Client ?? "", settings.Greylisting.Prefixes) is { } identity
            && PossibleIdentity.WhyNot(identity, settings.Greylisting.Prefixes, settings.Reputation.PublicSuffixes) is { } why)
        {
            return Task.FromResult<Results<Ok<ShownChange>, ProblemHttpResult>>(Problem.BadParameter($"client: {why}."));
        }

        return Change(context, parts, system, log, time, request, triplet => new ChangeTriplet.Allow(triplet));
    }

    // Without allowed-domains, as in a service for Postfix's policy protocol, another program decides.
    private static string? WhyNotServed(string to, AccessPolicy access) =>
        PathText.Read(to) is { Domain: { Length: > 0 } domain } && access.ServesDomains && !access.ServesDomain(domain)
            ? $"to: {domain} is not in allowed-domains, so its mail is refused."
            : null;

    private static async Task<Results<Ok<ShownChange>, ProblemHttpResult>> Change(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, TimeProvider time, AllowRequest wanted, Func<Triplet, ChangeTriplet> change)
    {
        var settings = parts.Configuration.Settings.Greylisting;
        if (IdentityText.Read(wanted.Client ?? "", settings.Prefixes) is not { } identity)
            return Problem.BadParameter($"client: {IdentityText.Rejection(wanted.Client)}");
        if (PathText.Read(wanted.From ?? "") is not { } reversePath)
            return Problem.BadParameter($"from: '{wanted.From}' is not an address.");
        if (PathText.Read(wanted.To ?? "") is not { IsNull: false } forwardPath)
            return Problem.BadParameter($"to: '{wanted.To}' is not an address.");

        var triplet = new Triplet(identity, SenderNormaliser.Normalise(reversePath.Address), ForwardPathNormaliser.Normalise(forwardPath.Address));
        var message = change(triplet);
        var changed = await system.ActorSelection(parts.GreylistPath).AskInTime<TripletChanged>(message, context.RequestAborted);
        var isMissing = changed is { Before: null } && message is ChangeTriplet.Forget;
        log.Record(
            typeof(TripletEndpoints),
            context,
            message.GetType().Name,
            changed is { IsDone: true },
            isMissing,
            $"{identity} <{triplet.ReversePath}> <{triplet.ForwardPath}>");
        if (changed is not { IsDone: true })
            return Problem.Unavailable("The database is unavailable; nothing was changed.");
        if (isMissing)
            return Problem.NotFound("The greylist does not have this triplet.");

        return TypedResults.Ok(new ShownChange(
            triplet.ReversePath,
            triplet.ForwardPath,
            ShownTriplet.Of(GreylistExplainer.TimelineOf(identity, changed.Before, settings.Timing, time.GetUtcNow()))));
    }
}
