using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>The storage engine for one or several machines: tables of Akka.Persistence.Sql in a PostgreSQL database.</summary>
public sealed class PostgresStorage : IGreylistStorage
{
    private const string Provider = "PostgreSQL.15";
    private const string Journal = "akka.persistence.journal.sql";
    private const string Snapshots = "akka.persistence.snapshot-store.sql";

    // The breakers never open: an open breaker only lengthens an outage. The time limits of the connection end a call that hangs. One writer, because parallel
    // writes cost more processor time and reorder events. No replay filter, because the unique key of the journal admits one event per number.
    private static readonly Config Plugins = $$"""
        {{Journal}} {
          class = "GreyActors.Storage.Postgres.PostgresJournal, greyactors"
          provider-name = "{{Provider}}"
          auto-initialize = off
          tag-write-mode = Csv
          parallelism = 1
          batch-size = 500
          max-row-by-row-size = 1
          replay-batch-size = 10000
          circuit-breaker { max-failures = 2147483647, call-timeout = 15s, reset-timeout = 1s }
          replay-filter.mode = off
        }
        {{Snapshots}} {
          class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
          provider-name = "{{Provider}}"
          auto-initialize = off
          circuit-breaker { max-failures = 2147483647, call-timeout = 60s, reset-timeout = 1s }
        }
        akka.persistence {
          journal.plugin = "{{Journal}}"
          snapshot-store.plugin = "{{Snapshots}}"
          # Each recovery has a connection.
          max-concurrent-recoveries = 8
        }
        """;

    private readonly StoreSettings _settings;
    private readonly TimeProvider _clock;
    private readonly PostgresLock _held;
    private readonly bool _isShared;
    private readonly PostgresWatch _watch = new();

    private PostgresStorage(PostgresDatabase database, StoreSettings settings, TimeProvider clock, PostgresLock held)
    {
        Database = database;
        _settings = settings;
        _clock = clock;
        _held = held;
        _isShared = held.IsShared;
    }

    /// <summary>The database, for other parts that keep something in it.</summary>
    public PostgresDatabase Database { get; }

    /// <inheritdoc/>
    public string Name => Database.Name;

    /// <inheritdoc/>
    public int Partitions => _settings.Partitions;

    /// <inheritdoc/>
    public int SenderFolding => Using(PostgresTables.SenderFoldingOf);

    /// <summary>Connects, and takes the lock of the configured store.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="clock">The time of what is written.</param>
    /// <param name="isShared">Whether other machines of the cluster use the store at the same time.</param>
    /// <exception cref="IOException">The server cannot be reached, refuses the user, or another process has the lock.</exception>
    public static PostgresStorage Open(StoreSettings settings, TimeProvider clock, bool isShared)
    {
        var database = PostgresDatabase.Of(settings);
        return Translated(database, () => new PostgresStorage(database, settings, clock, PostgresLock.Take(database, isShared)));
    }

    /// <inheritdoc/>
    public void Prepare() => Translated(Database, () =>
    {
        PostgresTables.LayOut(_held.Connection, _settings.Partitions, Name);
        // Not all machines of a cluster may see a conversion: the service shares the store again when it has the keys of this release.
        if (_held.IsShared && PostgresTables.SenderFoldingOf(_held.Connection) != SenderNormaliser.Version)
            _held.MakeExclusive();
        PostgresProbe.Write(_held.Connection);
        return true;
    });

    /// <inheritdoc/>
    public void AddPlugins(AkkaConfigurationBuilder builder)
    {
        var options = new MultiDataOptionsSetup();
        options.AddDataOptions(Journal, Options(Database.ForEvents));
        options.AddDataOptions(Snapshots, Options(Database.ForSnapshots));
        builder.AddHocon(Plugins, HoconAddMode.Prepend).AddSetup(options).AddSetup(new PostgresSetup(Database));
    }

    /// <inheritdoc/>
    public Props KeeperProps(TimeSpan hungAfter) => PostgresKeeper.Props(Database, _held, _watch, hungAfter);

    /// <inheritdoc/>
    public TimeSpan BusyFor(ActorSystem system) => _watch.BusyFor;

    /// <inheritdoc/>
    public StoredPartition Read(int number) => Using(connection => PostgresPartitions.Read(connection, new StoredPartition(number)));

    /// <inheritdoc/>
    public StoredKnownClients ReadKnown(int number) => Using(connection => PostgresPartitions.Read(connection, new StoredKnownClients(number)));

    /// <inheritdoc/>
    public StoredTraps ReadTraps() => Using(connection => PostgresPartitions.Read(connection, new StoredTraps()));

    /// <inheritdoc/>
    public string? UnfinishedCopy => Using(connection => PostgresTables.ValueOf(connection, PostgresTables.UnfinishedCopy));

    /// <inheritdoc/>
    public void MarkCopy(string? source) => Using(connection =>
    {
        PostgresTables.Keep(connection, PostgresTables.UnfinishedCopy, source);
        return true;
    });

    /// <inheritdoc/>
    public Task Write(IReadOnlyCollection<StoredState> partitions, int senderFolding)
    {
        Using(connection =>
        {
            PostgresPartitions.Write(connection, partitions, senderFolding, _clock.GetUtcNow());
            // After a conversion, the other machines may use the store.
            if (_isShared)
                _held.MakeShared();
            return true;
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    // COPY instead of INSERT: a third less processor time.
    private static DataOptions Options(string connection) => new DataOptions()
        .UseConnectionString(Provider, connection)
        .WithOptions<PostgreSQLOptions>(options => options with { BulkCopyType = BulkCopyType.ProviderSpecific });

    // With the time limit of snapshots, because a partition may be large.
    private T Using<T>(Func<NpgsqlConnection, T> work) => Translated(Database, () =>
    {
        using var connection = new NpgsqlConnection(Database.ForSnapshots);
        connection.Open();
        return work(connection);
    });

    private static T Translated<T>(PostgresDatabase database, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new IOException($"The greylist store {database.Name} cannot be used: {PostgresProblem.Describe(e, database)}", e);
        }
    }
}
