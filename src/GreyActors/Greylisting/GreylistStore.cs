using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using GreyActors.Configuration;
using LinqToDB;

namespace GreyActors.Greylisting;

/// <summary>Where the greylist is kept: one SQLite file that holds the journal and the snapshots of all partitions.</summary>
public static class GreylistStore
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    // One writer at a time, as SQLite has it: the events of all partitions that wait for it are written together.
    // Reading does not ask for the write lock (read-uncommitted begins a deferred transaction), so that a partition can recover while another writes.
    private static readonly Config Plugins = $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              provider-name = "{{ProviderName.SQLiteMS}}"
              tag-write-mode = Csv
              parallelism = 1
              batch-size = 500
              replay-batch-size = 10000
              read-isolation-level = read-uncommitted
              circuit-breaker { max-failures = 5, call-timeout = 10s, reset-timeout = 5s }
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql {
              class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
              provider-name = "{{ProviderName.SQLiteMS}}"
              read-isolation-level = read-uncommitted
              circuit-breaker { max-failures = 5, call-timeout = 20s, reset-timeout = 5s }
            }
          }
        }
        """;

    /// <summary>Makes the actor system keep the greylist in the configured file; the file is made ready at once.</summary>
    /// <exception cref="IOException">The file cannot be made ready.</exception>
    /// <exception cref="StoreRefusedException">The store is not to be used as it is.</exception>
    public static AkkaConfigurationBuilder AddGreylistStore(this AkkaConfigurationBuilder builder, StoreSettings settings, TimeProvider clock)
    {
        StoreFile.Prepare(settings, clock);
        return builder
            .AddHocon(Plugins, HoconAddMode.Prepend)
            .AddSetup(DataOptionsFor(settings.Path))
            .WithCustomSerializer("greylist", GreylistSerializer.Types, system => new GreylistSerializer(system));
    }

    private static DataOptionsSetup DataOptionsFor(string path) => new(new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, StoreFile.ConnectionString(path))
        .UseInterceptor(new DurableConnections(LockTimeout)));
}
