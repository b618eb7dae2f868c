using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Files;
using Npgsql;

namespace GreyActors.Storage.Postgres;

/// <summary>Connections to the configured PostgreSQL database.</summary>
/// <remarks>
/// A server that hangs must fail soon: without these limits, a write waits for as long as the server does. Values that an operator changed stay. The
/// password is in memory only.
/// </remarks>
public sealed class PostgresDatabase
{
    // The limits of one write, which takes milliseconds; the caller's own limit is store.timeout.
    private const int Timeout = 3;
    private const int CancellationTimeout = 1000;

    // A snapshot of a million triplets has 90 MB.
    private const int SnapshotTimeout = 20;

    // PostgreSQL allows 100 connections by default, and three machines share them: one for writing, one for each recovery, and some for snapshots.
    private const int MaxPool = 12;

    // A machine that vanished must not keep its lock for the hours that TCP would wait.
    private const string ServerKeepalive = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";

    private static readonly NpgsqlConnectionStringBuilder Defaults = new();

    private PostgresDatabase(NpgsqlConnectionStringBuilder connection)
    {
        User = connection.Username!;
        Name = string.Create(CultureInfo.InvariantCulture, $"postgresql://{connection.Host}:{connection.Port}/{connection.Database}");
        ForEvents = connection.ConnectionString;
        ForSnapshots = new NpgsqlConnectionStringBuilder(ForEvents) { CommandTimeout = Math.Max(connection.CommandTimeout, SnapshotTimeout) }.ConnectionString;
        Unpooled = new NpgsqlConnectionStringBuilder(ForEvents) { Pooling = false }.ConnectionString;
    }

    /// <summary>The address for the log.</summary>
    public string Name { get; }

    /// <summary>The user's name in the database.</summary>
    public string User { get; }

    /// <summary>The connection string of the journal, with the password.</summary>
    internal string ForEvents { get; }

    /// <summary>The connection string of the snapshot store, with the password; a large snapshot may take longer than an event.</summary>
    internal string ForSnapshots { get; }

    private string Unpooled { get; }

    /// <summary>Reads the password; does not connect.</summary>
    /// <exception cref="IOException">The file with the password cannot be read; the message names it.</exception>
    public static PostgresDatabase Of(StoreSettings settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Connection) { Password = PasswordOf(settings) };
        if (connection.Timeout == Defaults.Timeout)
            connection.Timeout = Timeout;
        if (connection.CommandTimeout == Defaults.CommandTimeout)
            connection.CommandTimeout = Timeout;
        if (connection.CancellationTimeout == Defaults.CancellationTimeout)
            connection.CancellationTimeout = CancellationTimeout;
        if (connection.MaxPoolSize == Defaults.MaxPoolSize)
            connection.MaxPoolSize = MaxPool;
        // Not Npgsql's own keepalive: each idle connection blocks a thread of the pool for as long as the server hangs.
        if (!connection.TcpKeepAlive)
            (connection.TcpKeepAlive, connection.TcpKeepAliveTime, connection.TcpKeepAliveInterval) = (true, 5, 1);
        connection.ApplicationName ??= "greyactors";
        connection.Options ??= ServerKeepalive;
        return new PostgresDatabase(connection);
    }

    /// <summary>Opens a connection that no other part uses; it ends when it is disposed. Blocks for some seconds at most.</summary>
    /// <exception cref="NpgsqlException">The server refuses it, or does not answer.</exception>
    public NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(Unpooled);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that no other part uses; it ends when it is disposed.</summary>
    /// <exception cref="NpgsqlException">The server refuses it, or does not answer.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancelled = default)
    {
        var connection = new NpgsqlConnection(Unpooled);
        try
        {
            await connection.OpenAsync(cancelled).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string? PasswordOf(StoreSettings settings)
    {
        if (settings.PasswordFile.Length == 0)
            return null;
        try
        {
            return PasswordFiles.Read(settings.PasswordFile);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new IOException($"store.password-file: `{settings.PasswordFile}` cannot be used: {FileProblem.Describe(refused)}", refused);
        }
    }
}
