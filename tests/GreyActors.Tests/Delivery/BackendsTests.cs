using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Delivery;

public sealed class BackendsTests : TestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RelayBoard _board = null!;

    [Fact]
    public void Extensions_of_the_backend_are_recorded_if_they_are_supported()
    {
        using var server = new FakeMailServer("8BITMIME", "SIZE 5000", "CHUNKING", "AUTH PLAIN", "DSN");

        Ask(server.Address);

        Assert.Equal(new SmtpCapabilities(
            SmtpExtensions.Pipelining | SmtpExtensions.EightBitMime | SmtpExtensions.Size | SmtpExtensions.Dsn, 5000), Told());
    }

    [Fact]
    public void Only_a_change_is_reported()
    {
        using var server = new FakeMailServer("8BITMIME");
        Ask(server.Address);
        Assert.Equal(With(SmtpExtensions.EightBitMime), Told());

        AwaitAnotherRound(server);
        Assert.False(HasMessages);

        server.Extensions = ["8BITMIME", "SMTPUTF8"];
        Assert.Equal(With(SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8), Told());
    }

    [Fact]
    public void A_server_that_is_away_keeps_what_was_last_known_of_it()
    {
        using var server = new FakeMailServer("8BITMIME");
        Ask(server.Address);
        Told();

        EventFilter.Warning(contains: "is down and skipped until it answers again: 554 closed").ExpectOne(Patience, () => server.IsClosed = true);

        Assert.False(HasMessages);
        server.IsClosed = false;
        AwaitAnotherRound(server);
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_server_that_was_never_there_is_presumed_to_offer_everything_and_no_reason_to_wait()
    {
        var gone = new FakeMailServer();
        var address = gone.Address;
        gone.Dispose();

        Ask(address);

        Assert.Equal(SmtpCapabilities.All, Told());
    }

    [Fact]
    public void A_server_that_comes_later_is_learnt_then()
    {
        using var server = new FakeMailServer("DSN") { IsClosed = true };
        Ask(server.Address);
        Assert.Equal(SmtpCapabilities.All, Told());

        server.IsClosed = false;

        Assert.Equal(With(SmtpExtensions.Dsn), Told());
    }

    [Fact]
    public void Of_two_servers_only_what_both_offer_is_offered()
    {
        using var one = new FakeMailServer("8BITMIME", "DSN", "SIZE 5000");
        using var other = new FakeMailServer("8BITMIME", "SMTPUTF8", "SIZE 3000");

        Ask(one.Address, other.Address);

        Assert.Equal(new SmtpCapabilities(SmtpExtensions.Pipelining | SmtpExtensions.EightBitMime | SmtpExtensions.Size, 3000), Told());
    }

    [Fact]
    public void Probes_end()
    {
        using var server = new FakeMailServer();
        var servers = Ask(server.Address, interval: TimeSpan.FromMinutes(1));
        Told();

        AwaitAssert(() => Assert.Empty(ServerTestKit.Children(ServerActor(servers))), Patience);
    }

    [Fact]
    public void A_server_of_any_route_limits_what_is_offered()
    {
        using var one = new FakeMailServer("8BITMIME", "DSN");
        using var routed = new FakeMailServer("8BITMIME");

        Ask(Settings(one.Address) with { Routes = [new RouteSettings("example.org", [routed.Address])] });

        Assert.Equal(With(SmtpExtensions.EightBitMime), Told());
    }

    [Fact]
    public void A_server_that_is_down_is_skipped_until_it_answers()
    {
        using var first = new FakeMailServer();
        using var second = new FakeMailServer();
        Ask(first.Address, second.Address);
        Told();
        Assert.Equal([first.Address, second.Address], Targets());

        EventFilter.Warning(contains: "is down").ExpectOne(Patience, () => first.IsClosed = true);
        AwaitAssert(() => Assert.Equal([second.Address], Targets()), Patience);

        EventFilter.Info(contains: "is up, after it was Down for").ExpectOne(Patience, () => first.IsClosed = false);
        AwaitAssert(() => Assert.Equal([first.Address, second.Address], Targets()), Patience);
    }

    [Fact]
    public void When_all_servers_are_down_those_that_refuse_at_once_are_tried_all_the_same()
    {
        using var first = new FakeMailServer { IsClosed = true };

        EventFilter.Warning(contains: "is down").ExpectOne(Patience, () => Ask(first.Address));

        Assert.Equal([first.Address], Targets());
    }

    [Fact]
    public void Relays_that_fail_make_a_server_suspect_and_bring_the_next_probe_forward()
    {
        using var server = new FakeMailServer();
        var servers = Ask(server.Address, interval: TimeSpan.FromHours(1));
        Told();
        var target = Assert.Single(_board.TargetsOf(_board.Routes.All[0]));

        EventFilter.Warning(contains: "fails: connection refused").ExpectOne(Patience,
            () => servers.Tell(new RelayFailed(target, "connection refused", TimeSpan.Zero)));

        AwaitAssert(() => Assert.Equal("up", View(servers).Servers.Single().Condition), Patience);
        Assert.Equal(2, server.Asked);
    }

    [Fact]
    public void A_relay_that_works_makes_a_server_well_without_a_probe()
    {
        using var server = new FakeMailServer { IsClosed = true };
        var servers = Ask(server.Address, interval: TimeSpan.FromHours(1));
        Told();
        Assert.Equal("suspect", View(servers).Servers.Single().Condition);

        servers.Tell(new RelayWorked(Assert.Single(_board.TargetsOf(_board.Routes.All[0]))));

        AwaitAssert(() => Assert.Equal("up", View(servers).Servers.Single().Condition), Patience);
    }

    [Fact]
    public void The_view_tells_everything_about_a_server_and_the_ways_to_it()
    {
        using var server = new FakeMailServer("DSN");
        var gone = new FakeMailServer();
        var address = gone.Address;
        gone.Dispose();
        var before = DateTimeOffset.UtcNow;
        var servers = Ask(Settings(server.Address) with { Routes = [new RouteSettings("example.org", [address, server.Address])] });
        Told();
        using var place = new PlaceHeld(_board.BudgetOf(server.Address));

        var view = View(servers);

        Assert.Equal([RelayTarget.NameOf(server.Address), RelayTarget.NameOf(address)], view.Servers.Select(one => one.Server));
        var up = view.Servers[0];
        Assert.Equal(("up", null, 1, 0), (up.Condition, up.Reason, up.OpenRelays, up.Waiting));
        Assert.Equal("127.0.0.1", Assert.Single(up.Addresses));
        Assert.Equal("DSN", Assert.Single(up.Capabilities!.Value));
        Assert.True(up.LastProbe >= before);
        var failing = view.Servers[1];
        Assert.NotEqual("up", failing.Condition);
        Assert.NotNull(failing.Reason);
        Assert.Equal("127.0.0.1", Assert.Single(failing.FailingAddresses));
        Assert.Null(failing.Capabilities);
        Assert.Equal([true, false], view.Routes.Select(route => route.AllOthers));
        Assert.Equal("example.org", Assert.Single(view.Routes[1].Domains));
        Assert.Equal([$"127.0.0.1:{address.Port}", $"127.0.0.1:{server.Address.Port}"], view.Routes[1].Servers.ToArray());
        Assert.Equal($"127.0.0.1:{server.Address.Port}", Assert.Single(view.Routes[0].ToTry));
    }

    [Fact]
    public void A_server_that_dies_of_a_bug_takes_all_along()
    {
        using var server = new FakeMailServer();
        var servers = Ask(server.Address);
        Told();
        Watch(servers);

        ServerActor(servers).Tell(Kill.Instance);

        ExpectTerminated(servers);
    }

    [Fact]
    public void New_routes_are_reported_after_the_probes_of_their_servers_and_removed_servers_end()
    {
        using var kept = new FakeMailServer("8BITMIME");
        using var gone = new FakeMailServer("8BITMIME");
        using var come = new FakeMailServer("8BITMIME", "SMTPUTF8");
        var servers = Ask(kept.Address, gone.Address);
        Told();
        var ended = Watch(Child(servers, "server-1"));
        var asked = kept.Asked;

        var (settings, board) = Change(servers, Settings(kept.Address, come.Address));
        var offer = ExpectMsg<OfferInFront>(Patience);

        Assert.Same(board, offer.Board);
        Assert.Equal([kept.Address, come.Address], Targets());
        ExpectTerminated(ended, Patience);
        Assert.Equal(["server-0", "server-2"], ((ActorRefWithCell)servers).Underlying.ChildrenContainer.Children.Select(child => child.Path.Name).Order());
        Assert.True(kept.Asked - asked <= 1 + (int)(Patience / Interval));

        // With other settings they are probed again.
        Change(servers, settings with { TlsName = "mail.example.org" });
        ExpectMsg<OfferInFront>(Patience);
        AwaitAssert(() => Assert.Equal(["server-3", "server-4"], ((ActorRefWithCell)servers).Underlying.ChildrenContainer.Children.Select(child => child.Path.Name).Order()), Patience);
    }

    [Fact]
    public void A_relay_that_was_tried_at_a_server_that_is_not_named_any_more_is_of_no_interest()
    {
        using var old = new FakeMailServer("8BITMIME");
        using var other = new FakeMailServer("8BITMIME");
        var servers = Ask(old.Address);
        Told();
        var target = _board.TargetsOf(_board.Routes.All[0])[0];
        Change(servers, Settings(other.Address));
        ExpectMsg<OfferInFront>(Patience);

        servers.Tell(new RelayFailed(target, "gone", TimeSpan.Zero));

        Assert.Equal([RelayTarget.NameOf(other.Address)], View(servers).Servers.Select(server => server.Server));
    }

    [Fact]
    public void Connections_that_are_open_count_on_the_next_board()
    {
        using var server = new FakeMailServer("8BITMIME");
        var servers = Ask(server.Address);
        Told();
        using var held = new PlaceHeld(_board.BudgetOf(server.Address));

        var (_, board) = Change(servers, Settings(server.Address) with { MaxConnections = 1 });
        ExpectMsg<OfferInFront>(Patience);
        board.Enforce();

        Assert.Equal(1, board.BudgetOf(server.Address).Open);
        Assert.Null(board.BudgetOf(server.Address).Claim(System.Net.IPAddress.Parse("198.51.100.1"), ActorRefs.Nobody, mayWait: false));
    }

    private (RelaySettings Settings, RelayBoard Board) Change(IActorRef servers, RelaySettings relay)
    {
        var settings = TestSettings.Plain with { Relay = relay };
        _board = RelayBoard.Of(settings, AccessPolicy.Compile(settings.Access), _board);
        servers.Tell(new ServeRoutes(new BackendsDependencies(relay, "mail.example.org", _board, TimeProvider.System)), TestActor);
        return (relay, _board);
    }

    private static IActorRef Child(IActorRef servers, string name) =>
        ((ActorRefWithCell)servers).Underlying.ChildrenContainer.Children.Single(child => child.Path.Name == name);

    private static SmtpCapabilities With(SmtpExtensions extensions) => new(SmtpExtensions.Pipelining | extensions, 0);

    private IActorRef Ask(params DnsEndPoint[] to) => Ask(to, Interval);

    private IActorRef Ask(DnsEndPoint to, TimeSpan interval) => Ask([to], interval);

    private IActorRef Ask(DnsEndPoint[] to, TimeSpan interval) => Ask(Settings(to) with { ProbeInterval = interval });

    private static RelaySettings Settings(params DnsEndPoint[] to) => TestSettings.Plain.Relay with { To = [.. to], ProbeInterval = Interval };

    private IActorRef Ask(RelaySettings relay)
    {
        var settings = TestSettings.Plain with { Relay = relay };
        _board = RelayBoard.Of(settings, AccessPolicy.Compile(settings.Access));
        return ChildActorOf(Backends.Props(new BackendsDependencies(settings.Relay, "mail.example.org", _board, TimeProvider.System)), "backends", SupervisorStrategy.StoppingStrategy);
    }

    private EndPoint[] Targets() => [.. _board.TargetsOf(_board.Routes.All[0]).Select(target => target.Server)];

    private static IActorRef ServerActor(IActorRef servers) =>
        ((ActorRefWithCell)servers).Underlying.ChildrenContainer.Children.Single(child => child.Path.Name == "server-0");

    private BackendsView View(IActorRef servers)
    {
        var probe = CreateTestProbe();
        servers.Tell(GetBackends.Instance, probe);
        return probe.ExpectMsg<BackendsView>();
    }

    private SmtpCapabilities Told() => ExpectMsg<OfferInFront>(Patience).Capabilities;

    // Two more probes: the first may have started before, and its result is reported before the second.
    private void AwaitAnotherRound(FakeMailServer server)
    {
        var asked = server.Asked;
        AwaitCondition(() => server.Asked >= asked + 2, Patience);
    }

    private sealed class PlaceHeld(RelayBudget budget) : IDisposable
    {
        private readonly RelayPlace _place = budget.Claim(IPAddress.Parse("192.0.2.1"), ActorRefs.Nobody, mayWait: false)!;

        public void Dispose() => _place.GiveBack();
    }
}
