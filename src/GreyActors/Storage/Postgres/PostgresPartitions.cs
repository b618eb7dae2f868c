using GreyActors.Greylisting;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>Reads and writes partitions of a store that no service uses, as the service itself would.</summary>
internal static class PostgresPartitions
{
    /// <summary>Reads the stored content of a new partition.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The partition is damaged.</exception>
    public static T Read<T>(NpgsqlConnection connection, T partition)
        where T : StoredState
    {
        var id = partition.PersistenceId;
        var since = 0L;
        using (var query = connection.Command("SELECT sequence_number, manifest, snapshot FROM snapshot WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1", id))
        using (var rows = query.ExecuteReader())
        {
            if (rows.Read())
            {
                since = rows.GetInt64(0);
                partition.Restore(GreylistFormat.Read(rows.GetFieldValue<byte[]>(2), rows.GetString(1)));
            }
        }

        using (var query = connection.Command(
            "SELECT manifest, message FROM journal WHERE persistence_id = $1 AND sequence_number > $2 AND NOT deleted ORDER BY sequence_number", id, since))
        using (var rows = query.ExecuteReader())
        {
            while (rows.Read())
                partition.Replay(GreylistFormat.Read(rows.GetFieldValue<byte[]>(1), rows.GetString(0)));
        }

        var highest = connection.Scalar("SELECT max(sequence_number) FROM journal WHERE persistence_id = $1", id) as long? ?? 0;
        partition.SequenceNr = Math.Max(since, highest);
        return partition;
    }

    /// <summary>Writes the partitions that have something unwritten, and the version of their keys, in one transaction.</summary>
    public static void Write(NpgsqlConnection connection, IReadOnlyCollection<StoredState> partitions, int senderFolding, DateTimeOffset now)
    {
        StoredState[] changed = [.. partitions.Where(partition => partition.Unwritten is not null)];
        using (var transaction = connection.BeginTransaction())
        {
            foreach (var partition in changed)
                Write(connection, partition, now);
            PostgresTables.KeepSenderFolding(connection, senderFolding);
            transaction.Commit();
        }

        foreach (var partition in changed)
            partition.MarkWritten(partition.SequenceNr + 1);
    }

    // A snapshot, because the service would need longer at each start for a million triplets as events; and one event with the same number, because the
    // plugin takes the highest number from the journal. Earlier rows are replaced by the snapshot.
    private static void Write(NpgsqlConnection connection, StoredState partition, DateTimeOffset now)
    {
        var (id, number, happened, snapshot) = (partition.PersistenceId, partition.SequenceNr + 1, partition.Unwritten!, partition.TakeSnapshot());
        connection.Execute("DELETE FROM journal WHERE persistence_id = $1", id);
        connection.Execute("DELETE FROM snapshot WHERE persistence_id = $1", id);
        connection.Execute(
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) VALUES ($1, false, $2, $3, $4, $5, $6, '')",
            now.UtcTicks, id, number, GreylistFormat.Write(happened), GreylistFormat.ManifestOf(happened), GreylistSerializer.StoredIdentifier);
        connection.Execute(
            "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES ($1, $2, $3, $4, $5, $6)",
            id, number, now.UtcTicks, GreylistFormat.Write(snapshot), GreylistFormat.ManifestOf(snapshot), GreylistSerializer.StoredIdentifier);
    }
}
