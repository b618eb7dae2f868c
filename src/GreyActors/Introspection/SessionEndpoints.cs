using System.Globalization;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Doors;
using GreyActors.Net;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GreyActors.Introspection;

/// <summary><c>/api/sessions</c>: the open sessions, and the details of one.</summary>
internal static class SessionEndpoints
{
    private const int MaxPage = 500;

    // One policy that is stuck must not make the whole page fail.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/sessions", Page)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("The open sessions, oldest first");
        routes.MapGet("/api/sessions/{id}", One)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("One session: envelope, relay, bytes, the last lines of its dialogue");
    }

    /// <summary>The policy of a session; null if there is no such session.</summary>
    public static IActorRef? PolicyOf(ActorSystem system, IntrospectionDependencies parts, string id)
    {
        if (NumberOf(id) is null || TreeWalk.Find(system, parts.ServerPath) is not { } server)
            return null;
        return server.Underlying.ChildrenContainer.Children
            .Select(child => TreeWalk.Find(system, $"{parts.ServerPath}/{child.Path.Name}/{id}/{IntrospectionDependencies.Policy}"))
            .FirstOrDefault(policy => policy is not null);
    }

    private static async Task<Results<Ok<SessionPage>, ProblemHttpResult>> Page(
        IntrospectionDependencies parts, ActorSystem system, IReadOnlyActorRegistry registry, CancellationToken cancelled, string? after = null, int limit = 50)
    {
        if (limit is < 1 or > MaxPage)
            return Problem.BadParameter($"limit must be from 1 to {MaxPage}.");
        if (after is not null && NumberOf(after) is null)
            return Problem.BadParameter("after must be the id of a session, such as client-42.");
        if (!registry.TryGet<Introspector>(out var introspector)
            || await introspector.AskInTime<TreeSnapshot>(new GetTree(parts.ServerPath, Depth: 2), cancelled) is not { } tree)
        {
            return Problem.Unavailable("The introspector did not answer in time.");
        }

        var clients = Enumerable.Range(0, tree.Actors.Count).Where(one => tree.Actors[one].Kind == nameof(NoActivityTimeout)).ToArray();
        var page = clients
            .Select(client => (Number: NumberOf(tree.Actors[client].Name), Actor: client))
            .Where(client => client.Number > (NumberOf(after) ?? 0))
            .OrderBy(client => client.Number)
            .Take(limit)
            .Select(client => Describe(TreeWalk.Find(system, $"{tree.PathOf(client.Actor)}/{IntrospectionDependencies.Policy}"), cancelled));
        var described = await Task.WhenAll(page);
        return TypedResults.Ok(new SessionPage(
            clients.Length, tree.Truncated, [.. described.OfType<SessionDescription>().Select(session => session with { Transcript = null })]));
    }

    private static async Task<Results<Ok<SessionDescription>, ProblemHttpResult>> One(
        IntrospectionDependencies parts, ActorSystem system, string id, CancellationToken cancelled)
    {
        if (PolicyOf(system, parts, id) is not { } policy)
            return Problem.NotFound($"No session {id} is open.");
        return await Describe(policy, cancelled) is { } session
            ? TypedResults.Ok(session)
            : Problem.Unavailable($"{id} did not answer in time: it has just ended, or is stuck.");
    }

    private static Task<SessionDescription?> Describe(IActorRef? policy, CancellationToken cancelled) => policy is null
        ? Task.FromResult<SessionDescription?>(null)
        : policy.AskInTime<SessionDescription>(DescribeSession.Instance, cancelled, Patience);

    private static long? NumberOf(string? id)
    {
        const string Prefix = "client-";
        return id is not null && id.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
