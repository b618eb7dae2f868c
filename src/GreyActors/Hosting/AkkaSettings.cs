using Akka.Configuration;
using GreyActors.Dispatch;

namespace GreyActors.Hosting;

/// <summary>Akka's own settings that differ from its defaults.</summary>
public static class AkkaSettings
{
    /// <summary>The settings.</summary>
    public static Config Own() => ConfigurationFactory.ParseString("""
        akka {
          # An idle service should cost nearly nothing: the scheduler's tick is most of its work, and none of our times is shorter.
          # A cancelled timer leaves the wheel only when its slot is reached, and keeps its actor in memory until then: a wheel with Akka's 512 slots
          # would keep sessions that ended a minute ago. Visiting all timers of ten thousand sessions every 1.6 s takes a thousandth of a processor.
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
