using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;

namespace GreyActors.Benchmarks;

/// <summary>A store as a start finds it that has learnt many triplets: one snapshot for each partition.</summary>
internal static class FilledStore
{
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);

    /// <summary>Makes it.</summary>
    public static async Task Make(StoreSettings store, int triplets)
    {
        await using (var empty = new StoreUnderLoad(store, Timing))
            await empty.PerSecond(1, TimeSpan.Zero, Triplets.Attempt);
        Fill(store, triplets);
        SqliteConnection.ClearAllPools();
    }

    private static void Fill(StoreSettings store, int count)
    {
        using var connection = new SqliteConnection($"Data Source={store.Path};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var states = Triplets.States(count, store.Partitions, DateTimeOffset.UtcNow);
        for (var number = 0; number < store.Partitions; number++)
        {
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = "INSERT INTO snapshot VALUES ($id, 1000, $created, $bytes, $manifest, $serializer)";
            var snapshot = states[number].TakeSnapshot();
            insert.Parameters.AddWithValue("$id", GreylistPartition.PersistenceIdOf(number));
            insert.Parameters.AddWithValue("$created", DateTime.UtcNow.Ticks);
            insert.Parameters.AddWithValue("$bytes", GreylistFormat.Write(snapshot));
            insert.Parameters.AddWithValue("$manifest", GreylistFormat.ManifestOf(snapshot));
            insert.Parameters.AddWithValue("$serializer", GreylistSerializer.StoredIdentifier);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
