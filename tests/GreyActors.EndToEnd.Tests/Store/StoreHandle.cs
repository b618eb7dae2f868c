using Microsoft.Data.Sqlite;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>Another process that locks, changes and damages the store.</summary>
public sealed class StoreHandle : IDisposable
{
    private readonly SqliteConnection _connection;

    private StoreHandle(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=20");
        _connection.Open();
    }

    /// <summary>Takes the write lock until disposal.</summary>
    public static StoreHandle Locking(string path)
    {
        var handle = new StoreHandle(path);
        handle.Execute("BEGIN IMMEDIATE");
        return handle;
    }

    /// <summary>Runs one statement; returns its first value.</summary>
    public static object? Run(string path, string sql)
    {
        using var handle = new StoreHandle(path);
        return handle.Execute(sql);
    }

    /// <summary>Overwrites the first page of a table; returns the old content for <see cref="Repair"/>.</summary>
    public static (long Position, byte[] Bytes) DamagePageOf(string path, string table)
    {
        var size = (long)Run(path, "PRAGMA page_size")!;
        var page = (long)Run(path, $"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")!;
        Run(path, "PRAGMA wal_checkpoint(TRUNCATE)");
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var before = new byte[size];
        file.Position = (page - 1) * size;
        file.ReadExactly(before);
        file.Position = (page - 1) * size;
        file.Write(Enumerable.Repeat((byte)0xA5, (int)size).ToArray());
        return ((page - 1) * size, before);
    }

    /// <summary>Restores the damaged page.</summary>
    public static void Repair(string path, (long Position, byte[] Bytes) damaged)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = damaged.Position;
        file.Write(damaged.Bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private object? Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
