using System.Diagnostics;
using System.Globalization;
using System.Runtime.Serialization;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GreyActors.Storage.Sqlite;

/// <summary>Checks at the start whether a store can be read: its pages, and all its events and snapshots.</summary>
internal static class StoreCheck
{
    // A store of a million triplets takes about a second. A check that takes longer than this is abandoned: a late start is worse.
    private static readonly TimeSpan PageCheckLimit = TimeSpan.FromSeconds(5);

    private const int InstructionsBetweenLooks = 100_000;

    /// <summary>The damage; null if nothing was found.</summary>
    /// <exception cref="SqliteException">The store cannot be checked, and that is no damage.</exception>
    public static string? Damage(SqliteConnection connection)
    {
        try
        {
            return DamagedPage(connection)
                ?? UnreadablePartitions(connection)
                ?? Unreadable(connection, "journal", "SELECT persistence_id, sequence_number, manifest, identifier, message FROM journal")
                ?? Unreadable(connection, "snapshot", $"SELECT persistence_id, sequence_number, manifest, serializer_id, snapshot, created FROM snapshot WHERE persistence_id <> '{StoredStatistics.Outcome}'");
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            return e.Message;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidCastException or OverflowException or ArgumentException)
        {
            // A value has a type that is never written: the page is intact, and its content is not.
            return $"a value cannot be read: {e.Message}";
        }
    }

    /// <summary>Whether SQLite says that the file itself is damaged.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private static string? DamagedPage(SqliteConnection connection)
    {
        var watch = Stopwatch.StartNew();
        raw.sqlite3_progress_handler(connection.Handle, InstructionsBetweenLooks, _ => watch.Elapsed > PageCheckLimit ? 1 : 0, null);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            return command.ExecuteScalar() is string verdict and not "ok" ? verdict : null;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            return null;
        }
        finally
        {
            raw.sqlite3_progress_handler(connection.Handle, 0, null, null);
        }
    }

    private static string? UnreadablePartitions(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        if (!Has(command, "greylist_store"))
            return null;
        command.CommandText = "SELECT value FROM greylist_store WHERE name = 'partitions'";
        return command.ExecuteScalar() is string kept && !int.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? "the number of partitions cannot be read"
            : null;
    }

    private static bool Has(SqliteCommand command, string table)
    {
        command.CommandText = $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'";
        return command.ExecuteScalar() is not 0L;
    }

    private static string? Unreadable(SqliteConnection connection, string table, string query)
    {
        using var command = connection.CreateCommand();
        if (!Has(command, table))
            return null;

        command.CommandText = query;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (Unreadable(connection, rows) is { } why)
                return $"row {rows.GetInt64(1)} of {rows.GetString(0)} in table {table}: {why}";
        }

        return null;
    }

    private static string? Unreadable(SqliteConnection connection, SqliteDataReader row)
    {
        if (row.GetInt64(3) != GreylistSerializer.StoredIdentifier)
            return "it was written by something else";
        try
        {
            // Only a snapshot can have no bytes in its row: they are in parts.
            var bytes = row.IsDBNull(4) ? StoreReader.Parts(connection, row.GetString(0), row.GetInt64(1), row.GetInt64(5)) : row.GetFieldValue<byte[]>(4);
            GreylistFormat.Verify(bytes, row.GetString(2));
            return null;
        }
        catch (SerializationException e)
        {
            return e.Message;
        }
    }
}
