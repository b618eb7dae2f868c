using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Hosting;
using GreyActors.Tests.Observability;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ConfigurationKeeperWaitingTests : TestKit
{
    private readonly ScratchDirectory _scratch = new();
    private readonly ManualResetEventSlim _disk = new();
    private readonly RunningConfiguration _running;
    private readonly IActorRef _keeper;

    public ConfigurationKeeperWaitingTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        File.WriteAllText(_scratch.File("site.conf"), "grey-actors { allowed-domains = [\"example.com\"], reload.watch = off }");
        _running = ConfigurationReading.Make(Assert.IsType<LoadedConfiguration.Valid>(ConfigurationLoader.Load(_scratch.File("site.conf"), [])));
        _keeper = Sys.ActorOf(ConfigurationKeeper.Props(
            new ConfigurationKeeperDependencies(new ActiveConfiguration(_running), CreateTestProbe().Ref, (_, _) => Read(), _ => { }, _ => { }, TimeProvider.System)));
    }

    [Fact]
    public void A_reload_request_is_answered_while_a_disk_hangs_and_works_again_when_the_disk_does()
    {
        var (first, second, third) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _keeper.Tell(new Reload("first"), first.Ref);
        _keeper.Tell(new Reload("second"), second.Ref);

        var scheduler = (TestScheduler)Sys.Scheduler;
        AwaitAssert(() =>
        {
            scheduler.Advance(TimeSpan.FromSeconds(15));
            Assert.True(first.HasMessages);
        });
        Assert.Contains("does a disk hang", first.ExpectMsg<ReloadOutcome.Ignored>().Why, StringComparison.Ordinal);
        second.ExpectMsg<ReloadOutcome.Ignored>();
        _keeper.Tell(new Reload("third"), third.Ref);
        third.ExpectMsg<ReloadOutcome.Ignored>();

        _disk.Set();

        AwaitAssert(() =>
        {
            _keeper.Tell(new Reload("third"), third.Ref);
            Assert.Equal("an error", Assert.Single(third.FishForMessage<ReloadOutcome>(_ => true, TimeSpan.FromSeconds(3)) is ReloadOutcome.Refused refused ? refused.Errors : []).Message);
        });
    }

    protected override void AfterAll()
    {
        _disk.Set();
        base.AfterAll();
        _scratch.Dispose();
    }

    private ConfigurationRead.Wrong Read()
    {
        _disk.Wait(TimeSpan.FromSeconds(30));
        return new ConfigurationRead.Wrong([new ConfigurationError("site.conf", 1, "an error")], Renewed: null, _running.Configuration.Stamps);
    }
}
