using System.Collections.Immutable;
using GreyActors.Cluster.Machines;
using GreyActors.Core.Machines;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>The tables <c>greyactors_cluster</c> (one row: the last decision) and <c>greyactors_machines</c> (one row a machine).</summary>
/// <remarks>Every time is one of the database, so the clocks of the machines do not matter. Every call is one statement, or one transaction.</remarks>
internal sealed class PostgresMachines(PostgresDatabase place) : IMachineStore
{
    // One for the record of this machine, one for a decision meanwhile.
    private const int Connections = 2;

    // A machine records every 3 s that it is up. One that is cut from the database ends after 10 s, if another is not.
    private const string SeenLately = "interval '15 s'";

    // The time in which a machine that got the permission forms the cluster.
    private const string FormedLately = "interval '30 s'";

    private const string Tables = """
        SELECT pg_advisory_xact_lock(2502001);
        CREATE TABLE IF NOT EXISTS greyactors_cluster(
            id integer PRIMARY KEY CHECK (id = 1), generation bigint NOT NULL, owner text NOT NULL, survivors text NOT NULL, decided_at timestamptz NOT NULL);
        INSERT INTO greyactors_cluster VALUES (1, 0, '', '', '-infinity') ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS greyactors_machines(address text PRIMARY KEY, uid bigint NOT NULL, seen_at timestamptz NOT NULL);
        """;

    private const string Look = "SELECT generation, survivors FROM greyactors_cluster";

    private const string BeatAndLook = $"""
        WITH beat AS (
            INSERT INTO greyactors_machines VALUES ($1, $2, now()) ON CONFLICT (address) DO UPDATE SET uid = excluded.uid, seen_at = excluded.seen_at)
        {Look}
        """;

    private const string Follow = """
        UPDATE greyactors_cluster SET generation = generation + 1, owner = $1, survivors = $2, decided_at = now() WHERE generation = $3 RETURNING generation
        """;

    private const string Own = "SELECT generation FROM greyactors_cluster WHERE generation = $3 + 1 AND owner = $1 AND survivors = $2";

    private const string Form = $"""
        UPDATE greyactors_cluster SET generation = generation + 1, owner = $1, survivors = $1, decided_at = now()
        WHERE NOT (decided_at > now() - {FormedLately} AND substring(owner from '^(.*)#') <> $2)
            AND NOT EXISTS (SELECT FROM greyactors_machines WHERE address <> $2 AND seen_at > now() - {SeenLately})
        RETURNING generation
        """;

    private const string Others = $"""
        SELECT address FROM greyactors_machines WHERE address <> $1 AND seen_at > now() - {SeenLately}
        UNION ALL SELECT substring(owner from '^(.*)#') FROM greyactors_cluster WHERE decided_at > now() - {FormedLately}
        LIMIT 1
        """;

    private readonly NpgsqlDataSource _database =
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(place.ForEvents) { MinPoolSize = 0, MaxPoolSize = Connections });

    private volatile bool _isPrepared;

    /// <inheritdoc/>
    public async Task<StoredGeneration> Beat(MachineId machine, bool isUp)
    {
        await using var connection = await Open();
        await using var command = isUp ? Command(connection, BeatAndLook, machine.Address, machine.Number) : Command(connection, Look);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new StoredGeneration(row.GetInt64(0), [.. row.GetString(1).Split(' ').Select(MachineId.Parse).OfType<MachineId>()])
            : throw new InvalidDataException("the table greyactors_cluster is empty");
    }

    /// <inheritdoc/>
    public async Task<long?> Decide(MachineId machine, long expected, ImmutableArray<MachineId> survivors)
    {
        await using var connection = await Open();
        var text = string.Join(' ', survivors.Select(survivor => survivor.ToString()).Order(StringComparer.Ordinal));
        await using var follow = Command(connection, Follow, machine.ToString(), text, expected);
        if (await follow.ExecuteScalarAsync() is long decided)
            return decided;
        await using var own = Command(connection, Own, machine.ToString(), text, expected);
        return await own.ExecuteScalarAsync() as long?;
    }

    /// <inheritdoc/>
    public async Task<FormingAnswer> AskToForm(MachineId machine)
    {
        await using var connection = await Open();
        await using var form = Command(connection, Form, machine.ToString(), machine.Address);
        if (await form.ExecuteScalarAsync() is long generation)
            return new FormingAnswer(generation, "");
        await using var others = Command(connection, Others, machine.Address);
        return new FormingAnswer(null, await others.ExecuteScalarAsync() as string ?? "");
    }

    /// <inheritdoc/>
    public async Task Forget(MachineId machine)
    {
        await using var connection = await Open();
        await using var command = Command(connection, "DELETE FROM greyactors_machines WHERE address = $1 AND uid = $2", machine.Address, machine.Number);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private async Task<NpgsqlConnection> Open()
    {
        var connection = await _database.OpenConnectionAsync();
        if (_isPrepared)
            return connection;
        await using var transaction = await connection.BeginTransactionAsync();
        await using var tables = new NpgsqlCommand(Tables, connection, transaction);
        await tables.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        _isPrepared = true;
        return connection;
    }
}
