using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>A write that fails if the journal's writes would fail: it needs a writable database, and free space on its disk.</summary>
internal static class PostgresProbe
{
    // 128 pages in a temporary table, which is empty again after the commit. A row of a table may find space in a page that exists already; these pages are
    // always new. Rows of more than 2 kB would be compressed.
    private const string Sql = """
        CREATE TEMPORARY TABLE IF NOT EXISTS greyactors_probe (filling text) ON COMMIT DELETE ROWS;
        INSERT INTO greyactors_probe SELECT repeat('x', 1900) FROM generate_series(1, 512);
        INSERT INTO greyactors_meta VALUES ('probed', now()::text) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
        """;

    /// <summary>Writes. Blocks.</summary>
    /// <exception cref="NpgsqlException">The write failed.</exception>
    public static void Write(NpgsqlConnection connection) => connection.Execute(Sql);

    /// <summary>Writes through the connection of the lock, which is opened and locked again if the server has ended it.</summary>
    /// <exception cref="NpgsqlException">The write failed.</exception>
    /// <exception cref="IOException">Another process has taken the lock meanwhile.</exception>
    public static async Task Run(PostgresLock held)
    {
        try
        {
            var command = new NpgsqlCommand(Sql, await held.Renewed().ConfigureAwait(false));
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresProblem.Is(e) && e is not PostgresException)
        {
            // A connection that is in doubt may have lost the lock; the server's own refusal of the write leaves no doubt.
            held.Drop();
            throw;
        }
    }
}
