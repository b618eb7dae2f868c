using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.SBR;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using GreyActors.Observability;
using Serilog.Events;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class SerilogLoggerTests
{
    [Fact]
    public async Task A_log_event_of_an_actor_keeps_its_level_template_values_and_source()
    {
        var collected = new CollectedLog();
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            $$"""akka { loglevel = INFO, loggers = ["{{typeof(SerilogLogger).AssemblyQualifiedName}}"] }"""));
        using var system = ActorSystem.Create("logged", ActorSystemSetup.Create(bootstrap, new SerilogSetup(collected.Logger)));

        system.ActorOf(Props.Create(() => new Speaker()), "speaker").Tell("hello");

        Assert.True(SpinWait.SpinUntil(() => collected.Events.Any(one => one.Exception is not null), TimeSpan.FromSeconds(5)));
        var logged = collected.Events.Single(one => one.Exception is InvalidOperationException);
        Assert.Equal(LogEventLevel.Warning, logged.Level);
        Assert.Equal("{Word} came {Times} times", logged.MessageTemplate.Text);
        Assert.Equal("\"hello\" came 3 times", logged.RenderMessage(CultureInfo.InvariantCulture));
        Assert.Equal("\"Speaker\"", logged.Properties["SourceContext"].ToString());
        Assert.Contains("/user/speaker", logged.Properties["ActorPath"].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(collected.Events, one => one.Level == LogEventLevel.Debug);
        await system.Terminate();
    }

    [Fact]
    public async Task Akka_s_reports_about_machines_are_written_only_if_they_are_errors_or_decisions()
    {
        var collected = new CollectedLog();
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            $$"""akka { loglevel = INFO, loggers = ["{{typeof(SerilogLogger).AssemblyQualifiedName}}"] }"""));
        using var system = ActorSystem.Create("logged", ActorSystemSetup.Create(bootstrap, new SerilogSetup(collected.Logger)));

        system.EventStream.Publish(new Warning("region", typeof(ShardRegion), "no coordinator yet"));
        system.EventStream.Publish(new Info("transport", typeof(RemotingLifecycleEvent), "gated"));
        system.EventStream.Publish(new Info("remoting(akka://logged)", typeof(DummyClassForStringSources), "starting"));
        system.EventStream.Publish(new Warning("resolver", typeof(SplitBrainResolverProvider), "a decision"));
        system.EventStream.Publish(new Error(null, "region", typeof(ShardRegion), "a failure"));

        Assert.True(SpinWait.SpinUntil(() => collected.Events.Any(one => one.Level == LogEventLevel.Error), TimeSpan.FromSeconds(5)));
        Assert.Equal(["a decision", "a failure"], collected.Events.Where(one => one.Level > LogEventLevel.Debug).Select(one => one.RenderMessage(CultureInfo.InvariantCulture)));
        await system.Terminate();
    }

    private sealed class Speaker : UntypedActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        protected override void OnReceive(object message)
        {
            _log.Debug("not asked for");
            _log.Warning(new InvalidOperationException("why"), "{Word} came {Times} times", message, 3);
        }
    }
}
