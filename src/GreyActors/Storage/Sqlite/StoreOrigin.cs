using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GreyActors.Storage.Sqlite;

/// <summary>Distinguishes a damaged store, which may be renamed, from a file of another program, which is never changed.</summary>
internal static class StoreOrigin
{
    private const int BytesAtOnce = 1 << 20;

    // The name of a table, in the schema of every store, and those of partitions, in every row and every index.
    private static readonly byte[][] Marks = ["greylist_store"u8.ToArray(), "greylist-partition-"u8.ToArray(), "known-clients-partition-"u8.ToArray()];

    /// <summary>The damage of the store at a path; null if nothing was found, or if there is no store yet.</summary>
    /// <param name="path">The path, where a file may or may not be.</param>
    /// <param name="held">Has the record of the store's file.</param>
    /// <exception cref="IOException">The file is not a greylist store.</exception>
    /// <exception cref="SqliteException">The store cannot be checked, and that is no damage.</exception>
    public static string? DamageOf(string path, StoreLock? held)
    {
        if (new FileInfo(path) is not { Exists: true } file)
            return null;
        if (file.Length == 0)
            return HasMark(path + "-wal") ? "it is empty, and its write-ahead log is not" : null;

        var (damage, isOurs) = Inspect(path);
        if (isOurs == false || (damage is not null && isOurs is null && !IsEvident(path, held)))
            throw new IOException($"{path} is not a greylist store and was not changed: move it away, or set store.path to another file");
        return damage;
    }

    // IsOurs: null if the content does not show it.
    private static (string? Damage, bool? IsOurs) Inspect(string path)
    {
        if (StoreHeader.DamageOf(path) is { } header)
            return (header, null);
        if (IsPlainlyForeign(path))
            return (null, false);

        using var connection = StoreFile.Open(path);
        // Closing the last connection would write the log into the database: a damaged store must stay as it is.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        bool? isOurs;
        try
        {
            isOurs = IsOurs(connection);
        }
        catch (SqliteException e) when (StoreCheck.IsDamage(e))
        {
            return (e.Message, null);
        }

        return (isOurs == false ? null : StoreCheck.Damage(connection), isOurs);
    }

    // Opening the database of another program normally could recover or checkpoint it.
    private static bool IsPlainlyForeign(string path)
    {
        try
        {
            using var untouched = StoreFile.OpenUntouched(path);
            return IsOurs(untouched) == false;
        }
        catch (SqliteException)
        {
            // A normal open shows more.
            return false;
        }
    }

    // Null: there is no table. Stores of the first release have no greylist_store.
    private static bool? IsOurs(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        using var rows = command.ExecuteReader();
        var tables = new HashSet<string>(StringComparer.Ordinal);
        while (rows.Read())
            tables.Add(rows.GetString(0));
        return tables.Count == 0 ? null : tables.Contains("greylist_store") || (tables.Contains("journal") && tables.Contains("snapshot"));
    }

    private static bool IsEvident(string path, StoreLock? held) => held?.KnowsStore == true || HasMark(path) || HasMark(path + "-wal");

    // A text that contains these names, such as a dump, has no zero byte.
    private static bool HasMark(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        var overlap = Marks.Max(mark => mark.Length);
        var buffer = new byte[overlap + BytesAtOnce];
        var (kept, hasMark, hasZero) = (0, false, false);
        while (file.Read(buffer, kept, buffer.Length - kept) is var read and > 0)
        {
            var seen = buffer.AsSpan(0, kept + read);
            hasZero |= seen.Contains((byte)0);
            foreach (var mark in Marks)
                hasMark |= seen.IndexOf(mark) >= 0;
            if (hasMark && hasZero)
                return true;
            kept = Math.Min(overlap, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        return false;
    }
}
