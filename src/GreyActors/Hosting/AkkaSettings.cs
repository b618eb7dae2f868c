using Akka.Configuration;
using GreyActors.Dispatch;

namespace GreyActors.Hosting;

/// <summary>Akka's own settings that differ from its defaults.</summary>
public static class AkkaSettings
{
    /// <summary>The settings.</summary>
    public static Config Own() => ConfigurationFactory.ParseString("""
        akka {
          # An idle service shall cost nearly nothing: the scheduler's tick is most of what it does, and no time of ours is shorter.
          # A timer that is cancelled leaves the wheel when its slot comes round, and holds its actor until then: a wheel of Akka's 512 slots would
          # hold whole sessions that ended a minute ago. Passing all timers of ten thousand sessions every 1.6 s is a thousandth of a processor.
          scheduler {
            tick-duration = 100ms
            ticks-per-wheel = 16
          }
          actor.default-dispatcher.executor = "GreyActors.Dispatch.ChainExecutorConfigurator, greyactors"
          coordinated-shutdown {
            # The host decides when the process ends, and with which exit code.
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
        }
        """).WithFallback(PoolDispatcher.Hocon());
}
