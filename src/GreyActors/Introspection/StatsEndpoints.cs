using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Delivery;

namespace GreyActors.Introspection;

/// <summary><c>/api/stats</c>: counts since the process started.</summary>
internal static class StatsEndpoints
{
    /// <summary>The version of the program.</summary>
    public static readonly string Version = typeof(StatsEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static void MapStats(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/stats", Stats).WithSummary("Counts since the process started");

    private static async Task<Stats> Stats(
        Tallies tallies, IReadOnlyActorRegistry registry, ActorSystem system, IntrospectionDependencies parts, TimeProvider clock, CancellationToken cancelled)
    {
        ImmutableArray<ShownCertificate> certificates = [.. parts.Active.Now.Pairs.Select(ShownCertificate.Of)];
        var problems = Problems(system, parts, certificates, clock, cancelled);
        var startedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();
        var decisions = registry.TryGet<DecisionLog>(out var log)
            ? await log.AskInTime<DecisionPage>(new GetDecisions(After: null, Limit: 0), cancelled)
            : null;
        var reputation = parts.Configuration.Settings.Reputation;
        var waiting = tallies.By("greyactors.triplets.waiting");
        return new Stats(
            Version,
            startedAt,
            (DateTime.UtcNow - startedAt).TotalSeconds,
            new SessionStats(tallies.Sum("greyactors.sessions.open"), tallies.Sum("greyactors.sessions"), tallies.By("greyactors.sessions.turned_away")),
            tallies.By("greyactors.verdicts"),
            tallies.By("greyactors.mails"),
            tallies.By("greyactors.replies"),
            new RelayStats(tallies.Sum("greyactors.relays.open"), tallies.Sum("greyactors.relays"), tallies.By("greyactors.relay.outcomes")),
            new StoreStats(
                tallies.Sum("greyactors.store.failures"),
                tallies.Sum("greyactors.triplets"),
                waiting.Values.Sum(),
                tallies.Sum("greyactors.known_clients"),
                [.. tallies.By("greyactors.triplets").Select(one => new PartitionStats(one.Key, one.Value, waiting.GetValueOrDefault(one.Key)))]),
            new ReputationStats(reputation.Dns, reputation.PublicSuffixes.Date, reputation.PublicSuffixes.Count, tallies.By("greyactors.passes")),
            decisions is null ? null : new DecisionStats(decisions.Kept, decisions.Lost, decisions.Readers))
        {
            Mode = parts.Configuration.Settings.Greylisting.Mode,
            WouldDefer = tallies.By("greyactors.would_defer"),
            Certificates = certificates,
            Problems = await problems,
        };
    }

    private static async Task<ImmutableArray<ServiceProblem>> Problems(
        ActorSystem system, IntrospectionDependencies parts, ImmutableArray<ShownCertificate> certificates, TimeProvider clock, CancellationToken cancelled)
    {
        var backends = system.ActorSelection(parts.BackendsPath).AskInTime<BackendsView>(GetBackends.Instance, cancelled);
        var checks = await ReadinessEndpoint.Checks(system, parts.ReadinessSources, cancelled);
        return ServiceProblems.Of(checks, await backends, parts.Active.LastReload, parts.Active.Now.AwaitingRestart, certificates, clock.GetUtcNow());
    }
}
