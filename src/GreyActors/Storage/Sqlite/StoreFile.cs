using System.Globalization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GreyActors.Storage.Sqlite;

/// <summary>The SQLite file of the greylist: creates it, checks it, and quarantines a damaged one.</summary>
public static class StoreFile
{
    // Stores of the first release do not record their number of partitions; it was always this.
    private const int FirstPartitions = 16;

    // The time for which the driver retries after SQLite has stopped waiting for a lock: at the start, and later.
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The connection string for reading. It never creates the file: a missing store must not be replaced by an empty one.</summary>
    public static string ToRead(string path) => ConnectionString(path, SqliteOpenMode.ReadWrite, Patience, pooled: true);

    /// <summary>The connection string for writing.</summary>
    public static string ToWrite(string path) => ConnectionString(path, SqliteOpenMode.ReadWrite, Patience, pooled: false);

    /// <summary>The settings with the path of the file itself if <c>store.path</c> is a link: the lock, the write-ahead log and damaged files are next to the target.</summary>
    /// <exception cref="IOException">The link has no target.</exception>
    public static StoreSettings Resolved(StoreSettings settings)
    {
        try
        {
            return FileLink.TargetOf(settings.Path) is { } target ? settings with { Path = target } : settings;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return settings;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The greylist store {settings.Path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Prepares the store: afterwards it can be read, and its tables are there.</summary>
    /// <exception cref="IOException">The file cannot be created, opened or written, or is not a store; the message contains its name.</exception>
    /// <exception cref="StartRefusedException">The store is damaged and must not be quarantined, or was created with another number of partitions.</exception>
    /// <param name="held">Has the record of the store's file; null: only its content shows whether it is a store.</param>
    public static void Prepare(StoreSettings settings, TimeProvider clock, StoreLock? held = null)
    {
        var path = settings.Path;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (Directory.Exists(path))
                throw new IOException($"The greylist store {path} cannot be opened for writing: it is a folder");
            if (StoreOrigin.DamageOf(path, held) is { } damage)
                SetAside(settings, damage, clock);
            else if (!File.Exists(path))
                QuarantinedStore.Remnants(path, clock.GetUtcNow());
            using var connection = Open(path);
            LayOut(connection, settings);
            held?.Record();
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException)
        {
            throw new IOException($"The greylist store {path} cannot be opened for writing: {e.Message}", e);
        }
    }

    /// <summary>Recreates the store while it is in use but its file is missing; the files that are left are renamed.</summary>
    /// <exception cref="IOException">The store cannot be created.</exception>
    public static void Recreate(StoreSettings settings, TimeProvider clock, StoreLock? held)
    {
        QuarantinedStore.Remnants(settings.Path, clock.GetUtcNow());
        // Created under another name and then renamed: nobody finds half a store.
        var draft = settings.Path + ".new";
        File.Delete(draft);
        Prepare(settings with { Path = draft }, clock);
        File.Move(draft, settings.Path);
        held?.Record();
        // Connections to the missing file are closed when they return to the pool.
        using var any = new SqliteConnection(ToRead(settings.Path));
        SqliteConnection.ClearPool(any);
    }

    /// <summary>Writes, or with null deletes, a value of greylist_store. Is durable when it returns.</summary>
    public static void Keep(string path, string name, string? value)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = value is null
            ? "DELETE FROM greylist_store WHERE name = $name"
            : "INSERT OR REPLACE INTO greylist_store VALUES ($name, $value)";
        command.Parameters.AddWithValue("$name", name);
        if (value is not null)
            command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, TimeSpan patience, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooled,
        DefaultTimeout = (int)patience.TotalSeconds,
    }.ConnectionString;

    /// <summary>Opens the store, and creates a missing one.</summary>
    internal static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate, PatienceAtStart, pooled: false));
        connection.Open();
        return connection;
    }

    /// <summary>Opens a database without its write-ahead log, and without changing anything.</summary>
    internal static SqliteConnection OpenUntouched(string path)
    {
        var connection = new SqliteConnection(
            ConnectionString($"{new Uri(Path.GetFullPath(path)).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly, PatienceAtStart, pooled: false));
        connection.Open();
        return connection;
    }

    private static void SetAside(StoreSettings settings, string damage, TimeProvider clock)
    {
        if (settings.OnCorruption == OnCorruption.Refuse)
        {
            throw new StartRefusedException(
                $"The greylist store {settings.Path} is damaged, and store.on-corruption is refuse: {damage}", ExitCode.IoError);
        }

        QuarantinedStore.Move(settings.Path, clock.GetUtcNow());
    }

    private static void LayOut(SqliteConnection connection, StoreSettings settings)
    {
        // Only possible before the first table. Pages that a deletion frees can be returned to the file system later.
        Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        if (Execute(connection, "PRAGMA journal_mode = WAL") is not "wal")
            throw new IOException($"The greylist store {settings.Path} cannot have a write-ahead log on its file system: use a local one.");

        ProveWritable(connection);
        var partitions = PartitionsOf(connection);
        StoreTables.Create(connection);
        if (partitions is null)
        {
            var isOld = IsOfFirstRelease(connection);
            KeepLayout(connection, isOld ? FirstPartitions : settings.Partitions, isOld ? 1 : SenderNormaliser.Version);
        }

        partitions ??= PartitionsOf(connection);
        if (partitions != settings.Partitions)
        {
            throw new StartRefusedException(
                $"The greylist store {settings.Path} was made with {partitions} partitions, and store.partitions is {settings.Partitions}: "
                + $"set it to {partitions}, or begin with an empty store",
                ExitCode.Config);
        }
    }

    // SQLite opens a file that it may not write for reading, and fails only at the first write.
    private static void ProveWritable(SqliteConnection connection)
    {
        try
        {
            Execute(connection, "BEGIN IMMEDIATE; ROLLBACK");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY)
        {
            // Another process writes, so the file is writable.
        }
    }

    private static int? PartitionsOf(SqliteConnection connection) => HasTable(connection, "greylist_store")
        && Execute(connection, "SELECT value FROM greylist_store WHERE name = 'partitions'") is string kept
            ? int.Parse(kept, CultureInfo.InvariantCulture)
            : null;

    private static void KeepLayout(SqliteConnection connection, int partitions, int senderFolding) => Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS greylist_store (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        INSERT OR IGNORE INTO greylist_store VALUES ('partitions', '{partitions}'), ('{StoreTables.SenderFolding}', '{senderFolding}');
        COMMIT
        """));

    private static bool IsOfFirstRelease(SqliteConnection connection) =>
        HasTable(connection, "journal") && Execute(connection, "SELECT EXISTS (SELECT 1 FROM journal) OR EXISTS (SELECT 1 FROM snapshot)") is 1L;

    private static bool HasTable(SqliteConnection connection, string name) =>
        Execute(connection, $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{name}'") is 1L;

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
