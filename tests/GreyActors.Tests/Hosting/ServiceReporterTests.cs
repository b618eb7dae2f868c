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
    public void It_is_ready_when_all_are_well_and_not_before()
    {
        Look();
        Answer(_server, "listeners", ok: false, "0 of 1 listen");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("STATUS=Not well: listeners: 0 of 1 listen\nEXTEND_TIMEOUT_USEC=30000000", Heard());

        Look();
        Answer(_server, "listeners", ok: true, "1 of 1 listen");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.StartsWith("STATUS=Well: 1 of 1 listen\nEXTEND", Heard(), StringComparison.Ordinal);
        Answer(_store, "store-writes", ok: true, "it is written");
        Assert.Equal("READY=1\nSTATUS=Well: 1 of 1 listen", Heard());
    }

    [Fact]
    public void A_store_that_does_not_come_keeps_the_service_from_being_ready_for_a_minute_only()
    {
        Look();
        Answer(_server, "listeners", ok: true, "1 of 1 listen");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.StartsWith("STATUS=", Heard(), StringComparison.Ordinal);
        Answer(_store, "store-writes", ok: false, "disk is\nfull");
        Assert.Equal("STATUS=Not well: store-writes: disk is full\nEXTEND_TIMEOUT_USEC=30000000", Heard());

        _time.Advance(TimeSpan.FromSeconds(61));
        Look();
        Answer(_server, "listeners", ok: true, "1 of 1 listen");

        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("READY=1\nSTATUS=Not well: store-writes: disk is full", Heard());
    }

    [Fact]
    public void Who_does_not_hear_from_the_server_does_not_say_that_it_lives()
    {
        BecomeReady();
        for (var look = 0; look < 5; look++)
        {
            Look(Watchdog / 2);
            Answer(_store, "store-writes", ok: true, "it is written");
        }

        AwaitSilence();
        Look(Watchdog / 2);
        Answer(_server, "listeners", ok: true, "1 of 1 listen");
        Assert.Equal("WATCHDOG=1", Heard());
    }

    [Fact]
    public void What_is_not_well_is_said_once_and_also_when_it_is_well_again()
    {
        BecomeReady();
        foreach (var (ok, why, status) in (ReadOnlySpan<(bool, string, string?)>)[(false, "full", "STATUS=Not well: store-writes: full"), (false, "full", null), (true, "", "STATUS=Well: 1 of 1 listen")])
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
    public void A_reload_is_told_from_its_beginning_to_its_outcome()
    {
        BecomeReady();

        Sys.EventStream.Publish(ReloadBegan.Instance);
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=Reading the configuration anew$", Heard());
        Sys.EventStream.Publish(new ReloadEnded(new ReloadOutcome.Refused([new ConfigurationError("site.conf", 7, "no")])));
        Assert.Equal("READY=1\nSTATUS=The old configuration is kept: site.conf:7: no", Heard());
        Sys.EventStream.Publish(new ReloadEnded(new ReloadOutcome.Unchanged([])));
        Assert.Equal("READY=1\nSTATUS=Well: the configuration was read anew, nothing is different", Heard());
    }

    [Fact]
    public void While_the_service_goes_down_it_lives_and_nothing_else_is_said()
    {
        BecomeReady();
        _reporter.Tell(Control.Drain.Instance);

        Look(Watchdog / 2);
        Answer(_server, "listeners", ok: false, "the service goes down");

        Assert.Equal("WATCHDOG=1", Heard());
        AwaitSilence();
    }

    [Fact]
    public void A_service_manager_that_has_gone_troubles_nobody()
    {
        using var manager = new ServiceManager("@greyactors-nobody-listens-here", null);

        manager.IsReady("well");
        manager.IsAlive();
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
        Answer(_server, "listeners", ok: true, "1 of 1 listen");
        Assert.Equal("WATCHDOG=1", Heard());
        Assert.Equal("READY=1\nSTATUS=Well: 1 of 1 listen", Heard());
    }

    // The scheduler must have heard of the timer before its time passes.
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

    // Whatever the reporter had to say is said when it has answered something that comes behind.
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
