using System.Diagnostics;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>Reserves the database for this process, or for the machines of one cluster: an advisory lock of a connection that stays open.</summary>
/// <remarks>
/// Two services without a cluster would corrupt each other's events. The server releases the lock when it notices that the connection is gone. The lock is
/// taken again after the server has ended the connection. Used by one thread at a time.
/// </remarks>
internal sealed class PostgresLock : IDisposable
{
    /// <summary>The class of the lock that creating tables needs.</summary>
    public const int LayoutKey = 25_2502;

    // The class of the lock of a service.
    private const int Key = 25_2501;

    // The server may notice the end of the last owner a moment later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RenewalPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    private readonly PostgresDatabase _database;
    private readonly Lock _gate = new();
    private NpgsqlConnection? _connection;
    private bool _isDisposed;

    private PostgresLock(PostgresDatabase database, bool isShared)
    {
        _database = database;
        IsShared = isShared;
    }

    /// <summary>Whether other machines may use the database at the same time.</summary>
    public bool IsShared { get; private set; }

    /// <summary>The connection that has the lock.</summary>
    public NpgsqlConnection Connection => _connection ?? throw new InvalidOperationException("The lock was never taken.");

    /// <summary>Takes the lock. Blocks.</summary>
    /// <param name="database">The database.</param>
    /// <param name="isShared">Whether other machines with a shared lock may use the database at the same time.</param>
    /// <exception cref="IOException">Another process has the lock.</exception>
    /// <exception cref="NpgsqlException">The server refuses the connection, or does not answer.</exception>
    public static PostgresLock Take(PostgresDatabase database, bool isShared)
    {
        var held = new PostgresLock(database, isShared);
        try
        {
            held._connection = database.Open();
            if (held.Connection.Scalar("SELECT current_schema()") is null)
                throw new IOException($"The greylist store {database.Name} cannot be used: the search path of the user {database.User} has no schema");
            var since = Stopwatch.GetTimestamp();
            while (!Try(held.Connection, isShared))
            {
                if (Stopwatch.GetElapsedTime(since) > Patience)
                    throw InUse(database, isShared);
                Thread.Sleep(BetweenAttempts);
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Makes a shared lock exclusive, for a conversion that no other machine may see half-done. Blocks.</summary>
    /// <exception cref="IOException">Another machine uses the database.</exception>
    public void MakeExclusive()
    {
        if (!IsShared)
            return;
        Connection.Execute($"SELECT pg_advisory_unlock_shared({Key}, hashtext(current_schema()))");
        if (!Try(Connection, isShared: false))
            throw InUse(_database, isShared: false);
        IsShared = false;
    }

    /// <summary>Makes an exclusive lock shared again. Blocks.</summary>
    public void MakeShared()
    {
        if (IsShared)
            return;
        _ = Try(Connection, isShared: true);
        Connection.Execute($"SELECT pg_advisory_unlock({Key}, hashtext(current_schema()))");
        IsShared = true;
    }

    /// <summary>The connection, opened and locked again if the server has ended it.</summary>
    /// <exception cref="IOException">Another process has taken the lock meanwhile.</exception>
    /// <exception cref="NpgsqlException">The server refuses the connection, or does not answer.</exception>
    public async Task<NpgsqlConnection> Renewed()
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open } open)
            return open;
        var connection = await _database.OpenAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = connection;
            if (_isDisposed)
                connection.Dispose();
        }

        try
        {
            await Relock(connection).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            // An open connection has the lock.
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the connection, so that the next use opens another one.</summary>
    public void Drop()
    {
        lock (_gate)
            _connection?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _connection?.Dispose();
        }
    }

    // The server may still have the session of the connection that failed.
    private async Task Relock(NpgsqlConnection connection)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await TryAsync(connection, IsShared).ConfigureAwait(false))
        {
            if (Stopwatch.GetElapsedTime(since) > RenewalPatience)
                throw InUse(_database, IsShared);
            await Task.Delay(BetweenAttempts).ConfigureAwait(false);
        }
    }

    private static bool Try(NpgsqlConnection connection, bool isShared) => connection.Scalar(Sql(isShared)) is true;

    private static async Task<bool> TryAsync(NpgsqlConnection connection, bool isShared)
    {
        var command = new NpgsqlCommand(Sql(isShared), connection);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync().ConfigureAwait(false) is true;
    }

    // The lock belongs to the schema, so that one database can have several stores.
    private static string Sql(bool isShared) => $"SELECT pg_try_advisory_lock{(isShared ? "_shared" : "")}({Key}, hashtext(current_schema()))";

    private static IOException InUse(PostgresDatabase database, bool isShared) => new(isShared
        ? $"The greylist store {database.Name} is in use by a GreyActors without a cluster, or it is being converted"
        : $"The greylist store {database.Name} is in use by another GreyActors: several machines can share it only with cluster.enabled");
}
