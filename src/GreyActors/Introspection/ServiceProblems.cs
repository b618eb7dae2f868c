using System.Collections.Immutable;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Delivery;

namespace GreyActors.Introspection;

/// <summary>The problems of the service, as <c>greyactors status</c>, <c>/api/stats</c> and the page show them.</summary>
internal static class ServiceProblems
{
    private const string Up = "up";

    /// <summary>Every problem, the most serious first.</summary>
    /// <param name="checks">The checks of <c>/readyz</c>; a check that the service can do without is a problem, too.</param>
    /// <param name="backends">The backends and routes; null if their actor does not answer.</param>
    /// <param name="reload">The last reload; null if there was none.</param>
    /// <param name="awaitingRestart">The changes in the configuration file that need a restart.</param>
    /// <param name="certificates">The certificates for clients.</param>
    /// <param name="now">The time.</param>
    public static ImmutableArray<ServiceProblem> Of(
        ImmutableArray<ReadinessCheck> checks,
        BackendsView? backends,
        ReloadReport? reload,
        ImmutableArray<ChangedKey> awaitingRestart,
        ImmutableArray<ShownCertificate> certificates,
        DateTimeOffset now) =>
    [
        .. checks.Where(check => check.IsFatal).Select(Failed),
        .. backends is null ? [new ServiceProblem("backends", "the backends actor does not answer")] : backends.Routes.Where(route => IsDown(route, backends)).Select(route => NoneIsUp(route, backends.Routes.Length == 1)),
        .. checks.Where(check => !check.Ok && check.Optional).Select(Failed),
        .. certificates.Where(one => one.NotAfter < now).Select(one => new ServiceProblem("certificate", $"the certificate of {one.Subject} has expired")),
        .. reload?.Outcome is ReloadOutcome.Refused { Errors: [var first, ..] errors }
            ? [new ServiceProblem("reload", $"the last reload was refused: {first}{(errors.Length > 1 ? $" (and {errors.Length - 1} more)" : "")}")]
            : Array.Empty<ServiceProblem>(),
        .. awaitingRestart.IsEmpty
            ? Array.Empty<ServiceProblem>()
            : [new ServiceProblem("restart", $"a restart is needed for {string.Join(", ", awaitingRestart.Select(change => SettingsBook.Shown(change.Key)))}")],
    ];

    private static ServiceProblem Failed(ReadinessCheck check) => new(check.Name, check.Why);

    private static bool IsDown(RouteView route, BackendsView backends) =>
        !route.Servers.IsEmpty && !route.Servers.Any(name => backends.Servers.Any(server => server.Server == name && server.Condition == Up));

    private static ServiceProblem NoneIsUp(RouteView route, bool isOnly) => new(
        "backends", $"no backend is up{(isOnly ? "" : route.AllOthers ? " for all other domains" : $" for {string.Join(", ", route.Domains)}")}: {string.Join(", ", route.Servers)}");
}
