using GreyActors.Configuration;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;

namespace GreyActors.Storage;

/// <summary>The storage engines, by the value of <c>store.provider</c>. The only place that names them.</summary>
public static class StorageProviders
{
    /// <summary>Opens the configured store, and reserves it for this process.</summary>
    /// <exception cref="IOException">The store is in use by another process, or cannot be reserved.</exception>
    public static IGreylistStorage Open(StoreSettings settings, TimeProvider clock) => settings.Provider switch
    {
        StoreProvider.Sqlite => SqliteStorage.Open(settings, clock),
        var other => throw new InvalidOperationException($"{other} is not a storage provider"),
    };
}
