using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using GreyActors.Configuration;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;

namespace GreyActors.Storage.Sqlite;

/// <summary>The embedded storage engine: one SQLite file that holds the journal and the snapshots of all partitions.</summary>
public sealed class SqliteStorage : IGreylistStorage
{
    // The breakers never open: the writer's queue is bounded and each wait in it has a limit. An open breaker would fail the partitions that are
    // recreated at once, and so lengthen their wait; only a call that hangs is given up. One process uses the store, so no replay finds two writers.
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

    private readonly StoreSettings _settings;
    private readonly TimeProvider _clock;
    private readonly StoreLock? _held;

    private SqliteStorage(StoreSettings settings, TimeProvider clock, StoreLock? held)
    {
        _settings = settings;
        _clock = clock;
        _held = held;
    }

    /// <inheritdoc/>
    public string Name => _settings.Path;

    /// <inheritdoc/>
    public int Partitions => _settings.Partitions;

    /// <summary>Takes the lock of the configured store.</summary>
    /// <exception cref="IOException">Another process has the lock, or it cannot be created.</exception>
    public static SqliteStorage Open(StoreSettings settings, TimeProvider clock)
    {
        var resolved = StoreFile.Resolved(settings);
        return new SqliteStorage(resolved, clock, StoreLock.Take(resolved.Path));
    }

    /// <summary>A store in a folder that no other process uses: it needs no lock.</summary>
    public static SqliteStorage WithoutLock(StoreSettings settings, TimeProvider clock) => new(settings, clock, held: null);

    /// <inheritdoc/>
    public void Prepare() => StoreFile.Prepare(_settings, _clock, _held);

    /// <inheritdoc/>
    public void AddPlugins(AkkaConfigurationBuilder builder) =>
        builder.AddHocon(Plugins, HoconAddMode.Prepend).AddSetup(new StoreLocation(_settings.Path, _held));

    /// <inheritdoc/>
    public Props KeeperProps(TimeSpan hungAfter) => StoreKeeper.Props(_settings, _clock, hungAfter);

    /// <inheritdoc/>
    public TimeSpan BusyFor(ActorSystem system) => StoreWriters.Of(system).BusyFor;

    /// <inheritdoc/>
    public int SenderFolding => Translated(() => StoreReader.SenderFolding(_settings.Path));

    /// <inheritdoc/>
    public StoredPartition Read(int number) => Translated(() => PartitionAccess.Read(_settings.Path, new StoredPartition(number)));

    /// <inheritdoc/>
    public StoredKnownClients ReadKnown(int number) => Translated(() => PartitionAccess.Read(_settings.Path, new StoredKnownClients(number)));

    /// <inheritdoc/>
    public StoredTraps ReadTraps() => Translated(() => PartitionAccess.Read(_settings.Path, new StoredTraps()));

    /// <inheritdoc/>
    public string? UnfinishedCopy => Translated(() => StoreReader.Value(_settings.Path, StoreTables.UnfinishedCopy));

    /// <inheritdoc/>
    public void MarkCopy(string? source) => Translated(() =>
    {
        StoreFile.Keep(_settings.Path, StoreTables.UnfinishedCopy, source);
        return true;
    });

    /// <inheritdoc/>
    public Task Write(IReadOnlyCollection<StoredState> partitions, int senderFolding)
    {
        Translated(() =>
        {
            PartitionAccess.Write(_settings.Path, partitions, senderFolding, _clock.GetUtcNow());
            return true;
        });
        // The last connection moves the write-ahead log into the database, so that the store is one file.
        SqliteConnection.ClearAllPools();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _held?.Dispose();

    private static T Translated<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
