using System.Data;
using System.Globalization;
using GreyActors.Files;
using Microsoft.Data.Sqlite;

namespace GreyActors.Storage.Sqlite;

/// <summary>The connection for all writes, with prepared statements. One thread uses it, except for the checkpoint.</summary>
/// <remarks>
/// <c>synchronous = FULL</c>: a commit is on the disk when it returns. NORMAL, the usual value for a write-ahead log, survives
/// <c>kill -9</c>, but loses the last seconds before a power failure, whose answers were sent.
/// </remarks>
internal sealed class WriteConnection : IDisposable
{
    // The size of one step of a chore: a few milliseconds, because attempts wait that long.
    private const int EventsAtOnce = 500;
    private const int PartsAtOnce = 4;
    private const int PagesAtOnce = 64;

    // In pages: SQLite's own checkpoint, in case nothing else does one.
    private const int CheckpointAfter = 16_000;
    private const int LogKept = 16 * 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteConnection _side;
    private readonly Lock _sideGate = new();
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insert;

    /// <summary>Opens a store that exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lockTimeout">The longest wait for another process that writes.</param>
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

    /// <summary>The file that was opened; null if it cannot be identified.</summary>
    public FileIdentity? Identity { get; }

    /// <summary>Does some work in a transaction: when this returns, all of it is on the disk; otherwise none.</summary>
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

    /// <summary>Writes a row without a meaning, to check that the store can be written.</summary>
    public void WriteProbe() => Execute("INSERT OR REPLACE INTO greylist_store VALUES ('proven', $now)", ("$now", DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Records the version of the sender keys.</summary>
    public void KeepSenderFolding(int version) => Execute(
        $"INSERT OR REPLACE INTO greylist_store VALUES ('{StoreTables.SenderFolding}', $version)", ("$version", version.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Adds one event.</summary>
    public void Insert(StoredEvent happened, long created) =>
        Execute(_insert, created, happened.PersistenceId, happened.SequenceNr, happened.Bytes, happened.Manifest, happened.Identifier);

    /// <summary>Adds a part of a snapshot, which has no effect until <see cref="Finish"/>.</summary>
    public void InsertPart(StoredSnapshot snapshot, int part, ReadOnlyMemory<byte> bytes) => Execute(
        "INSERT INTO snapshot_part VALUES ($id, $number, $created, $part, $bytes)",
        ("$id", snapshot.PersistenceId), ("$number", snapshot.SequenceNr), ("$created", snapshot.Created), ("$part", part), ("$bytes", bytes.ToArray()));

    /// <summary>Makes a snapshot valid. Its bytes are in <paramref name="parts"/> parts, or in its own row if that is zero.</summary>
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

    /// <summary>Deletes some of the parts that a later snapshot has replaced, including those that a crash left.</summary>
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

    /// <summary>Deletes some of the parts of an unfinished snapshot.</summary>
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

    /// <summary>Marks the events of a persistent actor up to a number as deletable. The last of them stays, because the journal must remember the highest number.</summary>
    /// <returns>The number of events that can be deleted, at most.</returns>
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

    /// <summary>Deletes the deletable ones among some events, in the order in which they are stored.</summary>
    /// <remarks>Not for each persistent actor separately: their events are mixed on each page, which would be written once for each actor.</remarks>
    /// <param name="from">The place where the sweep continues; it is advanced.</param>
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

    /// <summary>Returns some free pages to the file system; a reserve is kept for the next writes.</summary>
    /// <returns>Whether there are more.</returns>
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

    /// <summary>Copies the log into the database while the writer continues; may be called on any thread.</summary>
    /// <returns>The number of pages in the log; when all are copied, it starts again from the beginning.</returns>
    public long Checkpoint()
    {
        lock (_sideGate)
            return Checkpoint(_side);
    }

    /// <summary>Copies the rest, so that the next write starts the log from the beginning.</summary>
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
            // SQLite has rolled back already, or cannot: the connection is closed in either case.
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
