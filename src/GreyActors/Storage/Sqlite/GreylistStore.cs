using Akka.Configuration;
using Akka.Hosting;
using GreyActors.Configuration;
using GreyActors.Dispatch;
using GreyActors.Greylisting;

namespace GreyActors.Storage.Sqlite;

/// <summary>Where the greylist is kept: one SQLite file that holds the journal and the snapshots of all partitions.</summary>
public static class GreylistStore
{
    // The breakers never open: the writer's queue is bounded and each wait in it has an end, and a breaker that is open has partitions
    // that come back fail at once and wait longer. Only what hangs is given up. One process has the store, so no replay finds two writers.
    private static readonly Config Plugins = """
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.greylist"
            greylist {
              class = "GreyActors.Storage.Sqlite.GreylistJournal, greyactors"
              plugin-dispatcher = "akka.actor.default-dispatcher"
              max-message-batch-size = 500
              circuit-breaker { max-failures = 2147483647, call-timeout = 15s, reset-timeout = 1s }
              replay-filter.mode = off
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.greylist"
            greylist {
              class = "GreyActors.Storage.Sqlite.GreylistSnapshotStore, greyactors"
              circuit-breaker { max-failures = 2147483647, call-timeout = 5m, reset-timeout = 1s }
            }
          }
        }
        """;

    /// <summary>Makes the actor system keep the greylist in the configured file; the file is made ready at once.</summary>
    /// <exception cref="IOException">The file cannot be made ready.</exception>
    /// <exception cref="StoreRefusedException">The store is not to be used as it is.</exception>
    public static AkkaConfigurationBuilder AddGreylistStore(this AkkaConfigurationBuilder builder, StoreSettings settings, TimeProvider clock, StoreLock? held = null)
    {
        StoreFile.Prepare(settings, clock, held);
        WarmUp.Run();
        return builder
            .AddHocon(Plugins, HoconAddMode.Prepend)
            .AddHocon(PoolDispatcher.Hocon(), HoconAddMode.Prepend)
            .AddSetup(new StoreLocation(settings.Path, held))
            .WithCustomSerializer("greylist", GreylistSerializer.Types, system => new GreylistSerializer(system));
    }
}
