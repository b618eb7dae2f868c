using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Hosting;
using GreyActors.Net;
using GreyActors.Tests.Observability;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ServiceReporterTests : TestKit
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(8);

    private readonly ScratchDirectory _scratch = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceManager _manager;
    private readonly TestProbe _server;
    private readonly TestProbe _store;
    private readonly IActorRef _reporter;

    public ServiceReporterTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        var path = _scratch.File("notify");
        _systemd.Bind(new UnixDomainSocketEndPoint(path));
        _systemd.ReceiveTimeout = 5000;
        _manager = new ServiceManager(path, Watchdog);
        _server = CreateTestProbe("server");
        _store = CreateTestProbe("store");
        ImmutableArray<string> sources = [.. new[] { _server, _store }.Select(probe => probe.Ref.Path.ToStringWithoutAddress())];
        _reporter = Sys.ActorOf(ServiceReporter.Props(_manager, sources, _time), "service-reporter");
    }

    [Fact]
    public void The_service_is_reported_ready_when_all_checks_succeed()
    {
        Look();
        Answer(_server, "listeners", ok: false, "0 of 1 addresses open");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("STATUS=Failed: listeners: 0 of 1 addresses open\nEXTEND_TIMEOUT_USEC=30000000", Heard());

        Look();
        Answer(_server, "listeners", ok: true, "1 of 1 addresses open");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.StartsWith("STATUS=OK: 1 of 1 addresses open\nEXTEND", Heard(), StringComparison.Ordinal);
        Answer(_store, "store-writes", ok: true, "it is written");
        Assert.Equal("READY=1\nSTATUS=OK: 1 of 1 addresses open", Heard());
    }

    [Fact]
    public void A_store_that_does_not_answer_delays_readiness_by_at_most_a_minute()
    {
        Look();
        Answer(_server, "listeners", ok: true, "1 of 1 addresses open");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.StartsWith("STATUS=", Heard(), StringComparison.Ordinal);
        Answer(_store, "store-writes", ok: false, "disk is\nfull");
        Assert.Equal("STATUS=Failed: store-writes: disk is full\nEXTEND_TIMEOUT_USEC=30000000", Heard());

        _time.Advance(TimeSpan.FromSeconds(61));
        Look();
        Answer(_server, "listeners", ok: true, "1 of 1 addresses open");

        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("READY=1\nSTATUS=Failed: store-writes: disk is full", Heard());
    }

    [Fact]
    public void The_reporter_reports_no_life_sign_without_an_answer_of_the_server()
    {
        BecomeReady();
        for (var look = 0; look < 5; look++)
        {
            Look(Watchdog / 2);
            Answer(_store, "store-writes", ok: true, "it is written");
        }

        AwaitSilence();
        Look(Watchdog / 2);
        Answer(_server, "listeners", ok: true, "1 of 1 addresses open");
        Assert.Equal("WATCHDOG=1", Heard());
    }

    [Fact]
    public void A_failed_check_is_reported_once_and_so_is_its_recovery()
    {
        BecomeReady();
        foreach (var (ok, why, status) in (ReadOnlySpan<(bool, string, string?)>)[(false, "full", "STATUS=Failed: store-writes: full"), (false, "full", null), (true, "", "STATUS=OK: 1 of 1 addresses open")])
        {
            Look(Watchdog / 2);
            Answer(_store, "store-writes", ok, why);
            if (status is null)
                AwaitSilence();
            else
                Assert.Equal(status, Heard());
        }
    }

    [Fact]
    public void A_failed_check_that_the_service_does_not_need_delays_no_readiness_and_is_reported_as_degraded()
    {
        Look();
        _reporter.Tell(Readiness.Of(new ReadinessCheck("dns", false, "no answer") { Optional = true }), _store.Ref);
        Assert.StartsWith("STATUS=Degraded: dns: no answer\n", Heard(), StringComparison.Ordinal);
        Answer(_server, "listeners", ok: true, "1 of 1 addresses open");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("READY=1\nSTATUS=Degraded: dns: no answer", Heard());
    }

    [Fact]
    public void A_reload_is_reported_from_its_start_to_its_outcome()
    {
        BecomeReady();

        Sys.EventStream.Publish(ReloadBegan.Instance);
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=Reloading the configuration$", Heard());
        Sys.EventStream.Publish(new ReloadEnded(new ReloadOutcome.Refused([new ConfigurationError("site.conf", 7, "no")])));
        Assert.Equal("READY=1\nSTATUS=Configuration not reloaded, the previous one stays active: site.conf:7: no", Heard());
        Sys.EventStream.Publish(new ReloadEnded(new ReloadOutcome.Unchanged([])));
        Assert.Equal("READY=1\nSTATUS=OK: configuration reloaded, no changes", Heard());
    }

    [Fact]
    public void The_reporter_sends_only_life_signs_during_a_shutdown()
    {
        BecomeReady();
        _reporter.Tell(Control.Drain.Instance);

        Look(Watchdog / 2);
        Answer(_server, "listeners", ok: false, "the service is shutting down");

        Assert.Equal("WATCHDOG=1", Heard());
        AwaitSilence();
    }

    [Fact]
    public void A_service_manager_that_has_gone_away_causes_no_error()
    {
        using var manager = new ServiceManager("@greyactors-nobody-listens-here", null);

        manager.ReportReady("well");
        manager.ReportAlive();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _manager.Dispose();
        _systemd.Dispose();
        _scratch.Dispose();
    }

    private void BecomeReady()
    {
        Look();
        Answer(_store, "store-writes", ok: true, "it is written");
        Assert.StartsWith("STATUS=Starting\n", Heard(), StringComparison.Ordinal);
        Answer(_server, "listeners", ok: true, "1 of 1 addresses open");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("READY=1\nSTATUS=OK: 1 of 1 addresses open", Heard());
    }

    // The scheduler must know the timer before its time passes.
    private void Look(TimeSpan? after = null)
    {
        var scheduler = (TestScheduler)Sys.Scheduler;
        foreach (var probe in new[] { _server, _store })
        {
            while (probe.HasMessages)
                probe.ReceiveOne();
        }

        AwaitAssert(() =>
        {
            scheduler.Advance(after ?? TimeSpan.FromSeconds(0.25));
            _server.ExpectMsg<GetReadiness>(TimeSpan.FromMilliseconds(200));
        });
    }

    private void Answer(TestProbe probe, string check, bool ok, string why) =>
        _reporter.Tell(Readiness.Of(new ReadinessCheck(check, ok, why)), probe.Ref);

    // The reporter has sent everything when it answers a later message.
    private void AwaitSilence()
    {
        AwaitCondition(() => ((ActorCell)((ActorRefWithCell)_reporter).Underlying).NumberOfMessages == 0);
        Assert.False(_systemd.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead));
    }

    private string Heard()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer));
    }
}
