using System.Collections.Immutable;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Delivery;
using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The problems that status, the statistics and the page show.</summary>
public sealed class ServiceProblemsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly BackendsView Healthy = View(("a:25", "up"), ("b:25", "down"));

    [Fact]
    public void A_service_without_problems_has_an_empty_list() => Assert.Empty(Of());

    [Fact]
    public void A_route_without_a_backend_that_is_up_is_a_problem() =>
        Assert.Equal([new ServiceProblem("backends", "no backend is up: a:25, b:25")], Of(backends: View(("a:25", "suspect"), ("b:25", "down"))));

    [Fact]
    public void A_route_of_several_is_named_by_its_domains()
    {
        var view = new BackendsView(Servers(("a:25", "up"), ("b:25", "down")), [new RouteView(true, [], ["a:25"], []), new RouteView(false, ["example.net"], ["b:25"], [])]);

        Assert.Equal([new ServiceProblem("backends", "no backend is up for example.net: b:25")], Of(backends: view));
    }

    [Fact]
    public void Failed_checks_come_before_those_that_the_service_can_do_without()
    {
        ImmutableArray<ReadinessCheck> checks =
        [
            new ReadinessCheck("dns", false, "nobody answers") { Optional = true }, new ReadinessCheck("listeners", true, "open"), new ReadinessCheck("store-writes", false, "full"),
        ];

        Assert.Equal([new ServiceProblem("store-writes", "full"), new ServiceProblem("dns", "nobody answers")], Of(checks));
    }

    [Fact]
    public void A_refused_reload_is_a_problem_until_one_is_applied()
    {
        var refused = new ReloadOutcome.Refused([new ConfigurationError("site.conf", 3, "is wrong"), new ConfigurationError("site.conf", 4, "is wrong, too")]);

        Assert.Equal([new ServiceProblem("reload", "the last reload was refused: site.conf:3: is wrong (and 1 more)")], Of(reload: new ReloadReport(Now, "SIGHUP", refused)));
        Assert.Empty(Of(reload: new ReloadReport(Now, "SIGHUP", new ReloadOutcome.Unchanged([]))));
    }

    [Fact]
    public void Changes_that_need_a_restart_are_a_problem() =>
        Assert.Equal([new ServiceProblem("restart", "a restart is needed for store.path, listen")], Of(awaiting:
            [new ChangedKey("grey-actors.store.path", "a", "b", "site.conf:1"), new ChangedKey("grey-actors.listen", "a", "b", "site.conf:2")]));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void An_expired_certificate_is_a_problem(int seconds, bool isProblem) => Assert.Equal(
        isProblem, Of(certificates: [new ShownCertificate("CN=mx", [], Now, Now.AddSeconds(seconds))]).Contains(new ServiceProblem("certificate", "the certificate of CN=mx has expired")));

    private static ServiceProblem[] Of(
        ImmutableArray<ReadinessCheck>? checks = null,
        BackendsView? backends = null,
        ReloadReport? reload = null,
        ImmutableArray<ChangedKey>? awaiting = null,
        ImmutableArray<ShownCertificate>? certificates = null) =>
        [.. ServiceProblems.Of(checks ?? [new ReadinessCheck("listeners", true, "open")], backends ?? Healthy, reload, awaiting ?? [], certificates ?? [], Now)];

    private static BackendsView View(params (string Server, string Condition)[] servers) =>
        new(Servers(servers), [new RouteView(true, [], [.. servers.Select(one => one.Server)], [])]);

    private static ImmutableArray<BackendView> Servers(params (string Server, string Condition)[] servers) =>
        [.. servers.Select(one => new BackendView(one.Server, one.Condition, Now, null, [], [], null, 0, 100, 0, null))];
}
