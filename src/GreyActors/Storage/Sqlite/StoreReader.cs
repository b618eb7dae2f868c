using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GreyActors.Storage.Sqlite;

/// <summary>Reads the store while the writer writes it.</summary>
internal static class StoreReader
{
    /// <summary>The version of the sender keys; 1 if none is recorded, because the first releases recorded none.</summary>
    public static int SenderFolding(string path) =>
        int.TryParse(Value(path, StoreTables.SenderFolding), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 1;

    /// <summary>A value of greylist_store; null if there is none.</summary>
    public static string? Value(string path, string name)
    {
        using var connection = Open(path);
        using var query = Query(connection, "SELECT value FROM greylist_store WHERE name = $name", ("$name", name));
        return query.ExecuteScalar() as string;
    }

    /// <summary>The highest sequence number that any event has had; zero if there was none.</summary>
    public static long HighestSequenceNr(string path, string persistenceId)
    {
        using var connection = Open(path);
        using var query = Query(connection, "SELECT max(sequence_number) FROM journal WHERE persistence_id = $id", ("$id", persistenceId));
        return query.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>The events of one persistent actor, in order.</summary>
    public static IEnumerable<(StoredEvent Event, long Created)> Events(string path, string persistenceId, long from, long to, long most)
    {
        using var connection = Open(path);
        using var query = Query(
            connection,
            """
            SELECT sequence_number, identifier, manifest, message, created FROM journal
            WHERE persistence_id = $id AND sequence_number BETWEEN $from AND $to AND deleted = 0
            ORDER BY sequence_number LIMIT $most
            """,
            ("$id", persistenceId), ("$from", from), ("$to", to), ("$most", most));
        using var rows = query.ExecuteReader();
        while (rows.Read())
            yield return (new StoredEvent(persistenceId, rows.GetInt64(0), rows.GetInt32(1), rows.GetString(2), rows.GetFieldValue<byte[]>(3)), rows.GetInt64(4));
    }

    /// <summary>The last snapshot within limits; null if there is none.</summary>
    public static StoredSnapshot? Snapshot(string path, string persistenceId, long maxSequenceNr, long maxCreated)
    {
        using var connection = Open(path);
        // One transaction, so that the snapshot and its parts belong together.
        using var moment = connection.BeginTransaction(deferred: true);
        using var query = Query(
            connection,
            """
            SELECT sequence_number, created, serializer_id, manifest, snapshot FROM snapshot
            WHERE persistence_id = $id AND sequence_number <= $max AND created <= $created
            ORDER BY sequence_number DESC LIMIT 1
            """,
            ("$id", persistenceId), ("$max", maxSequenceNr), ("$created", maxCreated));
        using var rows = query.ExecuteReader();
        if (!rows.Read())
            return null;
        var (number, created) = (rows.GetInt64(0), rows.GetInt64(1));
        var bytes = rows.IsDBNull(4) ? Parts(connection, persistenceId, number, created) : rows.GetFieldValue<byte[]>(4);
        return new StoredSnapshot(persistenceId, number, created, rows.GetInt32(2), rows.GetString(3), bytes);
    }

    /// <summary>The bytes of a snapshot that was written in parts.</summary>
    public static byte[] Parts(SqliteConnection connection, string persistenceId, long sequenceNr, long created)
    {
        using var query = Query(
            connection,
            "SELECT bytes FROM snapshot_part WHERE persistence_id = $id AND sequence_number = $number AND created = $created ORDER BY part",
            ("$id", persistenceId), ("$number", sequenceNr), ("$created", created));
        using var rows = query.ExecuteReader();
        using var whole = new MemoryStream();
        while (rows.Read())
            whole.Write(rows.GetFieldValue<byte[]>(0));
        return whole.ToArray();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(StoreFile.ToRead(path));
        connection.Open();
        return connection;
    }

    private static SqliteCommand Query(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
