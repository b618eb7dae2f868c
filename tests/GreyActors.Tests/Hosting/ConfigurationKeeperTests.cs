using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Hosting;
using GreyActors.Observability;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Tests.Observability;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ConfigurationKeeperTests : TestKit
{
    private static readonly ReloadOutcome.Applied Applied = new([new ChangedKey("grey-actors.serverid", "a", "b", "site.conf:1")], [], []);

    private readonly ScratchDirectory _scratch = new();
    private readonly LogFiles _files;
    private readonly ActiveConfiguration _active = TestSettings.Active(TestSettings.Plain);
    private readonly TestProbe _server;
    private readonly TestProbe _events;
    private readonly List<string> _applied = [];
    private ConfigurationRead _next;
    private int _read;

    public ConfigurationKeeperTests()
    {
        _files = LogFiles.Open(Logs.Settings(), TimeProvider.System);
        _next = Good("b", Applied);
        _server = CreateTestProbe("server");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ReloadBegan));
        Sys.EventStream.Subscribe(_events, typeof(ReloadEnded));
    }

    [Fact]
    public void A_valid_configuration_goes_to_the_server_and_is_reported_when_it_is_active()
    {
        var keeper = Keep();
        keeper.Tell(new Reload("somebody"), TestActor);

        _events.ExpectMsg<ReloadBegan>();
        var serve = _server.ExpectMsg<ServeConfiguration>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Empty(_applied);
        _server.Reply(new ConfigurationServed(IsActive: true));

        Assert.Same(Applied, ExpectMsg<ReloadOutcome>());
        Assert.Equal("b", serve.Next.Settings.ServerId);
        Assert.Same(Applied, _events.ExpectMsg<ReloadEnded>().Outcome);
        Assert.Equal(["b"], _applied);
        Assert.Equal(("somebody", Applied), (_active.LastReload!.By, _active.LastReload.Outcome));
    }

    [Fact]
    public void A_reload_with_several_requests_names_each_source_once()
    {
        var keeper = Keep();
        keeper.Tell(new Reload("somebody"), TestActor);
        _server.ExpectMsg<ServeConfiguration>();
        foreach (var by in (string[])["SIGHUP", "SIGHUP", "somebody"])
            keeper.Tell(new Reload(by), TestActor);

        _server.Reply(new ConfigurationServed(IsActive: true));
        ExpectMsg<ReloadOutcome>();
        _server.ExpectMsg<ServeConfiguration>();
        _server.Reply(new ConfigurationServed(IsActive: true));

        for (var asked = 0; asked < 3; asked++)
            ExpectMsg<ReloadOutcome>();
        Assert.Equal("SIGHUP, somebody", _active.LastReload!.By);
    }

    [Fact]
    public void A_configuration_with_errors_is_reported_to_the_requester_only()
    {
        _next = new ConfigurationRead.Wrong([new ConfigurationError("site.conf", 3, "bad")], null, FileStamps.None);
        var keeper = Keep();
        keeper.Tell(new Reload("somebody"), TestActor);

        Assert.Equal("bad", Assert.Single(ExpectMsg<ReloadOutcome.Refused>().Errors).Message);
        _server.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Empty(_applied);
    }

    [Fact]
    public void A_bug_during_the_reading_is_reported_and_the_keeper_continues()
    {
        _next = null!;
        var keeper = Keep();
        keeper.Tell(new Reload("somebody"), TestActor);
        Assert.Contains("a bug", Assert.Single(ExpectMsg<ReloadOutcome.Refused>().Errors).Message, StringComparison.Ordinal);

        _next = Good("b", new ReloadOutcome.Unchanged([]));
        keeper.Tell(new Reload("somebody"), TestActor);
        ExpectMsg<ReloadOutcome.Unchanged>();
    }

    [Fact]
    public void Requests_during_a_reload_are_answered_by_one_more_reload_and_too_many_are_refused()
    {
        var keeper = Keep();
        keeper.Tell(new Reload("first"), TestActor);
        _server.ExpectMsg<ServeConfiguration>();
        for (var i = 0; i < 40; i++)
            keeper.Tell(new Reload("more"), TestActor);

        for (var i = 0; i < 8; i++)
            Assert.Equal("too many requests at once", ExpectMsg<ReloadOutcome.Ignored>().Why);
        _server.Reply(new ConfigurationServed(IsActive: true));
        ExpectMsg<ReloadOutcome.Applied>();
        _server.ExpectMsg<ServeConfiguration>();
        _server.Reply(new ConfigurationServed(IsActive: true));
        for (var i = 0; i < 32; i++)
            ExpectMsg<ReloadOutcome.Applied>();
        Assert.Equal(2, _read);
    }

    [Fact]
    public void A_service_that_is_shutting_down_applies_no_configuration()
    {
        var keeper = Keep();
        keeper.Tell(new Reload("somebody"), TestActor);
        _server.ExpectMsg<ServeConfiguration>();
        _server.Reply(new ConfigurationServed(IsActive: false));
        Assert.Equal("the service is shutting down", ExpectMsg<ReloadOutcome.Ignored>().Why);
        Assert.Empty(_applied);
        Assert.Null(_active.LastReload);

        keeper.Tell(new Reload("somebody"), TestActor);
        _server.ExpectMsg<ServeConfiguration>();
        Sys.Stop(_server);
        ExpectMsg<ReloadOutcome.Ignored>();
        keeper.Tell(new Reload("somebody"), TestActor);
        ExpectMsg<ReloadOutcome.Ignored>();
        Assert.Equal([typeof(ReloadBegan), typeof(ReloadEnded), typeof(ReloadBegan), typeof(ReloadEnded)], _events.ReceiveN(4).Select(told => told.GetType()));
    }

    [Fact]
    public void A_changed_file_is_read_once_even_if_it_contains_an_error()
    {
        var file = _scratch.File("site.conf");
        File.WriteAllText(file, "old");
        var stamps = FileStamps.None.With(file);
        var settings = TestSettings.Plain with { Reload = new ReloadSettings(Watch: true, TimeSpan.FromMilliseconds(20)) };
        var running = TestSettings.Running(settings);
        _active.Replace(running with { Configuration = running.Configuration with { Stamps = stamps } });
        Keep();
        _events.ExpectNoMsg(TimeSpan.FromMilliseconds(200));

        File.WriteAllText(file, "new");
        _next = new ConfigurationRead.Wrong([new ConfigurationError("site.conf", 3, "bad")], null, stamps.Now());

        _events.ExpectMsg<ReloadBegan>();
        _events.ExpectMsg<ReloadEnded>();
        _events.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        Assert.Equal($"changed: {file}", _active.LastReload!.By);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
        _scratch.Dispose();
    }

    private IActorRef Keep() => Sys.ActorOf(
        ConfigurationKeeper.Props(new ConfigurationKeeperDependencies(
            _active,
            _server,
            (_, _) =>
            {
                Interlocked.Increment(ref _read);
                return _next ?? throw new InvalidOperationException("broken");
            },
            good => _applied.Add(good.Next.Settings.ServerId),
            _ => { },
            TimeProvider.System)),
        "configuration-keeper");

    private ConfigurationRead.Good Good(string serverId, ReloadOutcome outcome)
    {
        var settings = TestSettings.Plain with { ServerId = serverId };
        return new ConfigurationRead.Good(TestSettings.Running(settings), outcome, _files.Prepare(Logs.Settings()), FileStamps.None);
    }
}
