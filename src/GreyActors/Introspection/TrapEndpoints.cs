using System.Globalization;
using Akka.Actor;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Traps;
using Microsoft.AspNetCore.Http.HttpResults;
using AddressText = GreyActors.Configuration.Values.AddressText;

namespace GreyActors.Introspection;

/// <summary><c>/api/traps</c>: lists the trapped clients, and releases single ones.</summary>
internal static class TrapEndpoints
{
    private const string Path = "/api/traps";

    public static void MapTraps(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).WithProblems(StatusCodes.Status400BadRequest).WithSummary("The trapped clients, page by page");
        routes.MapDelete(Path, Release)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound)
            .WithSummary("Releases one trapped client");
    }

    private static async Task<Results<Ok<ShownTrapPage>, ProblemHttpResult>> List(
        IntrospectionDependencies parts, ActorSystem system, int limit = 100, string? after = null, CancellationToken cancelled = default)
    {
        if (limit is < 1 or > ListTriplets.Longest)
            return Problem.BadParameter($"limit must be from 1 to {ListTriplets.Longest}.");
        var before = 0L;
        if (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return Problem.BadParameter("after must be the next of the previous page.");
        if ((await system.ActorSelection(parts.TrapsPath).AskInTime<TrapsListed>(new ListTraps(limit, after is null ? null : before), cancelled))?.Page is not { } page)
            return Problem.Unavailable("The trapped clients cannot be listed now.");

        var lifetime = parts.JudgeRules.TrapLifetime;
        return TypedResults.Ok(new ShownTrapPage(
            [.. page.Clients.Select(client => ShownTrap.Of(client, lifetime))], page.Count, page.Next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<Results<Ok<ShownRelease>, ProblemHttpResult>> Release(
        HttpContext context, IntrospectionDependencies parts, ActorSystem system, Serilog.ILogger log, string client = "")
    {
        // As the list shows it: an IPv6 network, of which one address is enough.
        var text = client.EndsWith("/64", StringComparison.Ordinal) ? client[..^3] : client;
        if (!AddressText.TryAddress(text, out var address))
            return Problem.BadParameter($"client: '{client}' is not an IP address.");

        var released = await system.ActorSelection(parts.TrapsPath).AskInTime<ClientReleased>(new ReleaseClient(TrappedClient.NetworkOf(address)), context.RequestAborted);
        var isMissing = released is { IsDone: true, Before: null };
        log.Record(typeof(TrapEndpoints), context, "Release trapped client", released is { IsDone: true }, isMissing, client);
        if (released is not { IsDone: true })
            return Problem.Unavailable("The database is unavailable; nothing was changed.");
        return released.Before is { } before
            ? TypedResults.Ok(new ShownRelease(ShownTrap.Of(before, parts.JudgeRules.TrapLifetime)))
            : Problem.NotFound("This client is not trapped.");
    }
}
