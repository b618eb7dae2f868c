using System.Data;
using System.Globalization;
using GreyActors.Files;
using Microsoft.Data.Sqlite;

namespace GreyActors.Storage.Sqlite;

/// <summary>The connection through which everything is written, with its statements ready. One thread uses it, but for the checkpoint.</summary>
/// <remarks>
/// <c>synchronous = FULL</c>: a commit is on the disk when it returns. The usual NORMAL of a write-ahead log survives
/// <c>kill -9</c>, but loses what was answered in the seconds before a power failure.
/// </remarks>
internal sealed class WriteConnection : IDisposable
{
    // What a step of a chore takes at most: a few milliseconds, for attempts wait that long.
    private const int EventsAtOnce = 500;
    private const int PartsAtOnce = 4;
    private const int PagesAtOnce = 64;

    // In pages: the end of a log that nobody checkpoints.
    private const int CheckpointAfter = 16_000;
    private const int LogKept = 16 * 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteConnection _side;
    private readonly Lock _sideGate = new();
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insert;

    /// <summary>Opens the store, which is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lockTimeout">How long another process that writes is waited for.</param>
    public WriteConnection(string path, TimeSpan lockTimeout)
    {
        _connection = new SqliteConnection(StoreFile.ToWrite(path));
        _side = new SqliteConnection(StoreFile.ToWrite(path));
        _connection.Open();
        _side.Open();
        Identity = FileIdentity.Of(path);
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            PRAGMA synchronous = FULL;
            PRAGMA busy_timeout = {(long)lockTimeout.TotalMilliseconds};
            PRAGMA wal_autocheckpoint = {CheckpointAfter};
            PRAGMA journal_size_limit = {LogKept};
            PRAGMA cache_size = -16000;
            PRAGMA temp_store = MEMORY;
            CREATE TEMP TABLE deletable (persistence_id TEXT PRIMARY KEY, until INTEGER NOT NULL)
            """));
        _begin = Prepared("BEGIN IMMEDIATE");
        _commit = Prepared("COMMIT");
        _rollback = Prepared("ROLLBACK");
        _insert = Prepared("""
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            VALUES ($created, 0, $id, $number, $bytes, $manifest, $identifier)
            """, "$created", "$id", "$number", "$bytes", "$manifest", "$identifier");
    }

    /// <summary>Which file was opened; null where that cannot be told.</summary>
    public FileIdentity? Identity { get; }

    /// <summary>What is done is on the disk when this returns, or not at all.</summary>
    public T InTransaction<T>(Func<WriteConnection, T> work)
    {
        _begin.ExecuteNonQuery();
        try
        {
            var result = work(this);
            _commit.ExecuteNonQuery();
            return result;
        }
        catch (SqliteException)
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Writes something that means nothing, to find out whether it can be written.</summary>
    public void Prove() => Execute("INSERT OR REPLACE INTO greylist_store VALUES ('proven', $now)", ("$now", DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Adds one event.</summary>
    public void Insert(StoredEvent happened, long created) =>
        Execute(_insert, created, happened.PersistenceId, happened.SequenceNr, happened.Bytes, happened.Manifest, happened.Identifier);

    /// <summary>Adds a part of a snapshot, which counts for nothing until <see cref="Finish"/>.</summary>
    public void InsertPart(StoredSnapshot snapshot, int part, ReadOnlyMemory<byte> bytes) => Execute(
        "INSERT INTO snapshot_part VALUES ($id, $number, $created, $part, $bytes)",
        ("$id", snapshot.PersistenceId), ("$number", snapshot.SequenceNr), ("$created", snapshot.Created), ("$part", part), ("$bytes", bytes.ToArray()));

    /// <summary>Makes a snapshot count; one without bytes of its own has them in <paramref name="parts"/> parts.</summary>
    public void Finish(StoredSnapshot snapshot, int parts)
    {
        var rows = Execute(
            """
            INSERT OR REPLACE INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
            SELECT $id, $number, $created, $bytes, $manifest, $identifier
            WHERE (SELECT count(*) FROM snapshot_part WHERE persistence_id = $id AND sequence_number = $number AND created = $created) = $parts
            """,
            ("$id", snapshot.PersistenceId), ("$number", snapshot.SequenceNr), ("$created", snapshot.Created),
            ("$bytes", parts == 0 ? snapshot.Bytes : DBNull.Value), ("$manifest", snapshot.Manifest), ("$identifier", snapshot.Identifier), ("$parts", parts));
        if (rows == 0)
            throw new InvalidOperationException($"A snapshot of {snapshot.PersistenceId} lost some of its parts before it was whole.");
    }

    /// <summary>Deletes snapshots, without their parts.</summary>
    public void DeleteSnapshots(string persistenceId, long minSequenceNr, long maxSequenceNr, long maxCreated) => Execute(
        "DELETE FROM snapshot WHERE persistence_id = $id AND sequence_number BETWEEN $min AND $max AND created <= $created",
        ("$id", persistenceId), ("$min", minSequenceNr), ("$max", maxSequenceNr), ("$created", maxCreated));

    /// <summary>Deletes some of the parts that a later snapshot has made void, those included that were left over by a crash.</summary>
    /// <returns>Whether there are more.</returns>
    public bool DeleteVoidParts(string persistenceId) => PartsAtOnce == Execute(
        """
        DELETE FROM snapshot_part WHERE rowid IN (
          SELECT rowid FROM snapshot_part
          WHERE persistence_id = $id
            AND (sequence_number, created) < (SELECT sequence_number, created FROM snapshot WHERE persistence_id = $id ORDER BY sequence_number DESC LIMIT 1)
          LIMIT $most)
        """,
        ("$id", persistenceId), ("$most", PartsAtOnce));

    /// <summary>Deletes some of the parts of a snapshot that was not finished.</summary>
    /// <returns>Whether there are more.</returns>
    public bool DeleteParts(string persistenceId, long sequenceNr, long created) => PartsAtOnce == Execute(
        """
        DELETE FROM snapshot_part WHERE rowid IN (
          SELECT rowid FROM snapshot_part AS p
          WHERE persistence_id = $id AND sequence_number = $number AND created = $created
            AND NOT EXISTS (SELECT 1 FROM snapshot AS s WHERE s.persistence_id = $id AND s.sequence_number = $number AND s.created = $created)
          LIMIT $most)
        """,
        ("$id", persistenceId), ("$number", sequenceNr), ("$created", created), ("$most", PartsAtOnce));

    /// <summary>Says that a persistent actor needs no events up to a number. The last of them stays: it is the journal's memory of how far it had come.</summary>
    /// <returns>How many were not needed before; at most.</returns>
    public long MarkDeletable(string persistenceId, long toSequenceNr)
    {
        Execute(
            "UPDATE journal SET deleted = 1 WHERE persistence_id = $id AND sequence_number = "
            + "(SELECT max(sequence_number) FROM journal WHERE persistence_id = $id AND sequence_number <= $to)",
            ("$id", persistenceId), ("$to", toSequenceNr));
        var first = Scalar("SELECT min(sequence_number) FROM journal WHERE persistence_id = $id", ("$id", persistenceId)) as long?;
        Execute("INSERT OR REPLACE INTO temp.deletable VALUES ($id, $to)", ("$id", persistenceId), ("$to", toSequenceNr));
        return Math.Max(0, toSequenceNr - first ?? 0);
    }

    /// <summary>Deletes what is deletable among some events, in the order in which they lie.</summary>
    /// <remarks>Not for each persistent actor by itself: their events lie mixed, and each page would be written once for each of them.</remarks>
    /// <param name="from">Where it goes on; moved on.</param>
    /// <returns>Whether there are more.</returns>
    public bool Sweep(ref long from)
    {
        var to = Scalar("SELECT ordering FROM journal WHERE ordering > $from ORDER BY ordering LIMIT 1 OFFSET $most", ("$from", from), ("$most", EventsAtOnce)) as long?;
        Execute(
            """
            DELETE FROM journal WHERE ordering > $from AND ordering <= $to
              AND sequence_number < (SELECT until FROM temp.deletable AS d WHERE d.persistence_id = journal.persistence_id)
            """,
            ("$from", from), ("$to", to ?? long.MaxValue));
        from = to ?? long.MaxValue;
        return to is not null;
    }

    /// <summary>Gives some free pages back to the file system; a reserve is kept for what is written next.</summary>
    /// <returns>Whether there is more to give.</returns>
    public bool GiveSpaceBack()
    {
        const int Reserve = 1024;
        var free = (long)Scalar("PRAGMA freelist_count")!;
        var reserve = Math.Max(Reserve, (long)Scalar("PRAGMA page_count")! / 8);
        if (free <= reserve)
            return false;

        using var command = _connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({Math.Min(PagesAtOnce, free - reserve)})");
        using var steps = command.ExecuteReader();
        // Each row is a page.
        while (steps.Read())
        {
        }

        return free - PagesAtOnce > reserve;
    }

    /// <summary>Copies what the log holds into the database, beside the writer, who goes on meanwhile; on any thread.</summary>
    /// <returns>How many pages the log has; it begins anew when it was copied whole.</returns>
    public long Checkpoint()
    {
        lock (_sideGate)
            return Checkpoint(_side);
    }

    /// <summary>Copies the rest, so that the log begins anew with what is written next.</summary>
    public void FinishCheckpoint() => Checkpoint(_connection);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _rollback, _insert })
            command.Dispose();
        lock (_sideGate)
            _side.Dispose();
        _connection.Dispose();
    }

    private void RollBack()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back already, or cannot: the connection is given up in either case.
        }
    }

    private static long Checkpoint(SqliteConnection connection)
    {
        if (connection.State != ConnectionState.Open)
            return 0;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var row = command.ExecuteReader();
        return row.Read() ? row.GetInt64(1) : 0;
    }

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteScalar();
    }

    private int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Prepared(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        command.Prepare();
        return command;
    }

    private static void Execute(SqliteCommand prepared, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            prepared.Parameters[i].Value = values[i];
        prepared.ExecuteNonQuery();
    }
}
