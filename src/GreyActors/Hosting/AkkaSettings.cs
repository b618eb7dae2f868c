using Akka.Configuration;

namespace GreyActors.Hosting;

/// <summary>Akka's own settings that differ from its defaults.</summary>
public static class AkkaSettings
{
    /// <summary>The settings.</summary>
    public static Config Own() => ConfigurationFactory.ParseString("""
        akka {
          # An idle service shall cost nearly nothing: the scheduler's tick is most of what it does, and no time of ours is shorter.
          scheduler.tick-duration = 100ms
          coordinated-shutdown {
            # The host decides when the process ends, and with which exit code.
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
        }
        """);
}
