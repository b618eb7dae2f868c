using GreyActors.Cluster.Machines;
using GreyActors.Configuration;
using GreyActors.Greylisting;
using GreyActors.Storage.Postgres;
using GreyActors.Storage.Sqlite;

namespace GreyActors.Storage;

/// <summary>The storage engines, by the value of <c>store.provider</c>. The only place that names them.</summary>
public static class StorageProviders
{
    /// <summary>Opens the configured store, and reserves it for this process.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="clock">The time of what is written.</param>
    /// <param name="isShared">Reserves the store for all machines of a cluster instead. Only PostgreSQL can be shared.</param>
    /// <exception cref="IOException">The store is in use by another process, or cannot be reserved.</exception>
    public static IGreylistStorage Open(StoreSettings settings, TimeProvider clock, bool isShared = false) => settings.Provider switch
    {
        StoreProvider.Sqlite => SqliteStorage.Open(settings, clock),
        StoreProvider.Postgresql => PostgresStorage.Open(settings, clock, isShared),
        var other => throw new InvalidOperationException($"{other} is not a storage provider"),
    };

    /// <summary>The part of an opened store in which the machines of a cluster record their decisions.</summary>
    public static IMachineStore MachinesOf(IGreylistStorage storage) => storage is PostgresStorage postgres
        ? new PostgresMachines(postgres.Database)
        : throw new InvalidOperationException("a cluster needs PostgreSQL");
}
