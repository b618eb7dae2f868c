using System.Globalization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GreyActors.Storage.Sqlite;

/// <summary>The SQLite file of the greylist: made where it is missing, looked through, moved aside where it is damaged.</summary>
public static class StoreFile
{
    // Stores of the first release do not say how many partitions they were made with; it was always this.
    private const int FirstPartitions = 16;

    // How long the driver goes on to ask when SQLite has given up to wait for a lock: at the start, and later.
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How the store is read: one that was made, so that one that has gone is not made empty.</summary>
    public static string ToRead(string path) => ConnectionString(path, SqliteOpenMode.ReadWrite, Patience, pooled: true);

    /// <summary>How the store is written.</summary>
    public static string ToWrite(string path) => ConnectionString(path, SqliteOpenMode.ReadWrite, Patience, pooled: false);

    /// <summary>The settings with the path of the file itself, where <c>store.path</c> is a link: lock, write-ahead log and quarantine are beside that file.</summary>
    /// <exception cref="IOException">The link leads nowhere.</exception>
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

    /// <summary>Makes the store ready: when this returns it can be read and is laid out as configured.</summary>
    /// <exception cref="IOException">It cannot be made, opened or written, or is no store at all; the message names the file.</exception>
    /// <exception cref="StoreRefusedException">It is damaged and shall not be moved aside, or was made with another number of partitions.</exception>
    /// <param name="held">Knows which file the store was; null: its content alone says whether it is one.</param>
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

    /// <summary>Makes a store where the one that is in use has gone; what is left of that is moved aside.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void MakeAnew(StoreSettings settings, TimeProvider clock, StoreLock? held)
    {
        QuarantinedStore.Remnants(settings.Path, clock.GetUtcNow());
        // Made whole under another name and then put in place: nobody finds half a store.
        var draft = settings.Path + ".new";
        File.Delete(draft);
        Prepare(settings with { Path = draft }, clock);
        File.Move(draft, settings.Path);
        held?.Record();
        // Connections to the file that has gone are closed when they are given back.
        using var any = new SqliteConnection(ToRead(settings.Path));
        SqliteConnection.ClearPool(any);
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, TimeSpan patience, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooled,
        DefaultTimeout = (int)patience.TotalSeconds,
    }.ConnectionString;

    /// <summary>Opens the store, which is made where it is missing.</summary>
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
            throw new StoreRefusedException(
                $"The greylist store {settings.Path} is damaged, and store.on-corruption is refuse: {damage}", ExitCode.IoError);
        }

        QuarantinedStore.Move(settings.Path, clock.GetUtcNow());
    }

    private static void LayOut(SqliteConnection connection, StoreSettings settings)
    {
        // auto_vacuum is heeded only before the first table: what deleting frees can be given back to the file system later.
        Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        if (Execute(connection, "PRAGMA journal_mode = WAL") is not "wal")
            throw new IOException($"The greylist store {settings.Path} cannot have a write-ahead log where it lies; a local file system can.");

        ProveWritable(connection);
        var partitions = PartitionsOf(connection);
        StoreTables.Make(connection);
        if (partitions is null)
            KeepPartitions(connection, IsOfFirstRelease(connection) ? FirstPartitions : settings.Partitions);
        partitions ??= PartitionsOf(connection);
        if (partitions != settings.Partitions)
        {
            throw new StoreRefusedException(
                $"The greylist store {settings.Path} was made with {partitions} partitions, and store.partitions is {settings.Partitions}: "
                + $"set it to {partitions}, or begin with an empty store",
                ExitCode.Config);
        }
    }

    // SQLite opens a file that it may not write for reading, and says so at the first write only.
    private static void ProveWritable(SqliteConnection connection)
    {
        try
        {
            Execute(connection, "BEGIN IMMEDIATE; ROLLBACK");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY)
        {
            // Somebody else writes, so it can be written.
        }
    }

    private static int? PartitionsOf(SqliteConnection connection) => HasTable(connection, "greylist_store")
        && Execute(connection, "SELECT value FROM greylist_store WHERE name = 'partitions'") is string kept
            ? int.Parse(kept, CultureInfo.InvariantCulture)
            : null;

    private static void KeepPartitions(SqliteConnection connection, int partitions) => Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS greylist_store (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        INSERT OR IGNORE INTO greylist_store VALUES ('partitions', '{partitions}');
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
