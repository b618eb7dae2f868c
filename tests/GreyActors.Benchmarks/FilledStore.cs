using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;

namespace GreyActors.Benchmarks;

/// <summary>A store as a start finds it that has learnt many triplets and known pairs: one snapshot for each partition.</summary>
internal static class FilledStore
{
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);

    /// <summary>Makes it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="triplets">The number of triplets.</param>
    /// <param name="pairs">The number of known pairs.</param>
    public static async Task Make(StoreSettings store, int triplets, int pairs = 0)
    {
        await using (var empty = new StoreUnderLoad(store, Timing))
            await empty.PerSecond(1, TimeSpan.Zero, Triplets.Attempt);
        Fill(store, triplets, pairs);
        SqliteConnection.ClearAllPools();
    }

    private static void Fill(StoreSettings store, int count, int pairs)
    {
        using var connection = new SqliteConnection($"Data Source={store.Path};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var states = Triplets.States(count, store.Partitions, DateTimeOffset.UtcNow);
        for (var number = 0; number < store.Partitions; number++)
            Insert(transaction, GreylistPartition.PersistenceIdOf(number), states[number].TakeSnapshot());
        var clients = KnownClientsBenchmark.States(pairs, store.Partitions, DateTimeOffset.UtcNow);
        for (var number = 0; number < store.Partitions && pairs > 0; number++)
            Insert(transaction, StoredKnownClients.PersistenceIdOf(number), clients[number].TakeSnapshot());
        transaction.Commit();
    }

    private static void Insert(SqliteTransaction transaction, string persistenceId, object snapshot)
    {
        using var insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO snapshot VALUES ($id, 1000, $created, $bytes, $manifest, $serializer)";
        insert.Parameters.AddWithValue("$id", persistenceId);
        insert.Parameters.AddWithValue("$created", DateTime.UtcNow.Ticks);
        insert.Parameters.AddWithValue("$bytes", GreylistFormat.Write(snapshot));
        insert.Parameters.AddWithValue("$manifest", GreylistFormat.ManifestOf(snapshot));
        insert.Parameters.AddWithValue("$serializer", GreylistSerializer.StoredIdentifier);
        insert.ExecuteNonQuery();
    }
}
