using System.Globalization;
using System.Net;
using Akka.Actor;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

using AddressText = GreyActors.Configuration.Values.AddressText;

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
        if (after is not null && CursorOf(after) is null)
            return Problem.BadParameter("after must be the next of the previous page.");

        var query = new TripletQuery(
            client is null ? null : IdentityPattern.Of(client),
            from is null ? null : TextPattern.Of(from),
            to is null ? null : TextPattern.Of(to),
            state is null ? null : state == Passed);
        var cursor = after is null ? null : CursorOf(after);
        if (await system.ActorSelection(parts.GreylistPath).AskInTime<TripletPage>(new ListTriplets(query, limit, cursor), cancelled) is not { } page)
            return Problem.Unavailable("The greylist did not answer in time.");

        var (timing, now) = (parts.Configuration.Settings.Greylisting.Timing, time.GetUtcNow());
        return TypedResults.Ok(new ShownTriplets(
            [.. page.Triplets.Select(known => ListedTriplet.Of(known, timing, now))], page.Next is { } next ? TextOf(next) : null, page.Away));
    }

    private static Task<Results<Ok<ShownChange>, ProblemHttpResult>> Forget(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, TimeProvider time, string? client = null, string? from = null, string? to = null) =>
        Change(context, parts, system, log, time, new AllowRequest(client, from, to), triplet => new ChangeTriplet.Forget(triplet));

    private static Task<Results<Ok<ShownChange>, ProblemHttpResult>> Allow(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, TimeProvider time, AllowRequest request)
    {
        // Such a triplet can be forgotten: it may have been created while other prefixes were configured.
        if (IPNetwork.TryParse(request.Client ?? "", out var network)
            && parts.Configuration.Settings.Greylisting.Prefixes.Of(network.BaseAddress.AddressFamily) is var prefix && network.PrefixLength != prefix)
        {
            return Task.FromResult<Results<Ok<ShownChange>, ProblemHttpResult>>(
                Problem.BadParameter($"client: the greylist has no network {network}, because its networks are /{prefix}. An address means its network."));
        }

        return Change(context, parts, system, log, time, request, triplet => new ChangeTriplet.Allow(triplet));
    }

    private static async Task<Results<Ok<ShownChange>, ProblemHttpResult>> Change(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, TimeProvider time, AllowRequest wanted, Func<Triplet, ChangeTriplet> change)
    {
        var settings = parts.Configuration.Settings.Greylisting;
        if (IdentityOf(wanted.Client ?? "", settings.Prefixes) is not { } identity)
            return Problem.BadParameter($"client: '{wanted.Client}' is neither an IP address, nor a network of the greylist, nor an identity such as host:example.org or spf:example.org.");
        if (PathText.Read(wanted.From ?? "") is not { } reversePath)
            return Problem.BadParameter($"from: '{wanted.From}' is not an address.");
        if (PathText.Read(wanted.To ?? "") is not { IsNull: false } forwardPath)
            return Problem.BadParameter($"to: '{wanted.To}' is not an address.");

        var triplet = new Triplet(identity, SenderNormaliser.Normalise(reversePath.Address), ForwardPathNormaliser.Normalise(forwardPath.Address));
        var message = change(triplet);
        var changed = await system.ActorSelection(parts.GreylistPath).AskInTime<TripletChanged>(message, context.RequestAborted);
        log.ForContext(typeof(TripletEndpoints)).Information(
            LogLines.ChangeMade,
            $"{message.GetType().Name} ({(changed is { IsDone: true } ? "done" : "not done")})",
            $"{identity} <{triplet.ReversePath}> <{triplet.ForwardPath}>",
            context.Connection.RemoteIpAddress);
        if (changed is not { IsDone: true })
            return Problem.Unavailable("The database is unavailable; nothing was changed.");
        if (changed.Before is null && message is ChangeTriplet.Forget)
            return Problem.NotFound("The greylist does not have this triplet.");

        return TypedResults.Ok(new ShownChange(
            triplet.ReversePath,
            triplet.ForwardPath,
            ShownTriplet.Of(GreylistExplainer.TimelineOf(identity, changed.Before, settings.Timing, time.GetUtcNow()))));
    }

    // An address means its network; a network, an organisation and an SPF domain mean themselves.
    private static ClientIdentity? IdentityOf(string client, NetworkPrefixes prefixes) =>
        AddressText.TryAddress(client, out var address) ? prefixes.IdentityOf(address)
        : IPNetwork.TryParse(client, out var network) ? new ClientIdentity(network.ToString())
        : ClientIdentity.ParseName(client);

    private static string TextOf(PartitionCursor cursor) =>
        string.Create(CultureInfo.InvariantCulture, $"{cursor.Partition}.{cursor.Within.Segment}.{cursor.Within.After}");

    private static PartitionCursor? CursorOf(string text) =>
        text.Split('.') is [var partition, var segment, var after]
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var within) && within < GreylistState.Segments
        && long.TryParse(after, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hash)
            ? new PartitionCursor(number, new SegmentCursor(within, hash))
            : null;

    private static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            route.ProducesProblem(status);
        return route.ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }
}
