using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using GreyActors.Configuration;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace GreyActors.Greylisting;

/// <summary>Where the greylist is kept: one SQLite file that holds the journal and the snapshots of all partitions.</summary>
public static class GreylistStore
{
    // A write that meets a lock waits for it first in SQLite, then in the driver; both must give up before the journal's
    // circuit breaker does, or a write that was reported as failed is still under way.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(8);

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
    public static AkkaConfigurationBuilder AddGreylistStore(this AkkaConfigurationBuilder builder, StoreSettings settings)
    {
        PrepareFile(settings.Path);
        return builder
            .AddHocon(Plugins, HoconAddMode.Prepend)
            .AddSetup(DataOptionsFor(settings.Path))
            .WithCustomSerializer("greylist", GreylistSerializer.Types, system => new GreylistSerializer(system));
    }

    /// <summary>Makes the file and its directory where they are missing, and sets what SQLite keeps in the file itself.</summary>
    /// <exception cref="IOException">It cannot be made, opened or written; the message names the file.</exception>
    public static void PrepareFile(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var connection = new SqliteConnection(ConnectionString(path, pooled: false));
            connection.Open();

            // auto_vacuum is heeded only before the first table: what deleting frees can be given back to the file system later.
            Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            if (Execute(connection, "PRAGMA journal_mode = WAL") is not "wal")
                throw new IOException($"The greylist store {path} cannot have a write-ahead log where it lies; a local file system can.");
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException)
        {
            throw new IOException($"The greylist store {path} cannot be opened for writing: {e.Message}", e);
        }
    }

    private static DataOptionsSetup DataOptionsFor(string path) => new(new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, ConnectionString(path, pooled: true))
        .UseInterceptor(new DurableConnections(LockTimeout)));

    private static string ConnectionString(string path, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Pooling = pooled,
        DefaultTimeout = (int)CommandTimeout.TotalSeconds,
    }.ConnectionString;

    private static object? Execute(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        return command.ExecuteScalar();
    }
}
