using Akka.Configuration;
using Akka.Persistence.Sql.Journal;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>The journal of Akka.Persistence.Sql, which deletes events in small steps.</summary>
/// <remarks>
/// The library marks all rows, and then deletes them, in one command each: twice the dead rows and twice the write-ahead log, and the events of a large
/// partition would exceed the time limit of a command each time. Stops when the actor system does.
/// </remarks>
public sealed class PostgresJournal : SqlWriteJournal
{
    private const long RowsAtOnce = 20_000;

    private readonly PostgresDatabase _database;

    /// <summary>Called by Akka with the journal's section.</summary>
    public PostgresJournal(Config section)
        : base(section)
    {
        _database = Context.System.Settings.Setup.Get<PostgresSetup>().Value.Database;
    }

    /// <inheritdoc/>
    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_database.ForSnapshots);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (persistenceId.StartsWith(FirstWrites.Prefix, StringComparison.Ordinal))
            {
                await Execute(connection, "DELETE FROM journal WHERE persistence_id = $1 AND sequence_number <= $2", persistenceId, toSequenceNr, cancellationToken).ConfigureAwait(false);
                return;
            }

            // The row with the highest number stays, because it is the only place of that number; it is never replayed again.
            var highest = await Number(connection, "SELECT max(sequence_number) FROM journal WHERE persistence_id = $1", persistenceId, cancellationToken).ConfigureAwait(false);
            var lowest = await Number(connection, "SELECT min(sequence_number) FROM journal WHERE persistence_id = $1", persistenceId, cancellationToken).ConfigureAwait(false);
            for (var end = Math.Min(toSequenceNr + 1, highest); lowest < end; lowest += RowsAtOnce)
            {
                await Execute(
                    connection, "DELETE FROM journal WHERE persistence_id = $1 AND sequence_number < $2", persistenceId, Math.Min(end, lowest + RowsAtOnce), cancellationToken)
                    .ConfigureAwait(false);
            }

            if (highest > 0 && highest <= toSequenceNr)
            {
                await Execute(
                    connection, "UPDATE journal SET deleted = true WHERE persistence_id = $1 AND sequence_number = $2 AND NOT deleted", persistenceId, highest, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private static async Task<long> Number(NpgsqlConnection connection, string sql, string persistenceId, CancellationToken cancelled)
    {
        var command = connection.Command(sql, persistenceId);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancelled).ConfigureAwait(false) as long? ?? 0;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, string persistenceId, long number, CancellationToken cancelled)
    {
        var command = connection.Command(sql, persistenceId, number);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancelled).ConfigureAwait(false);
    }
}
