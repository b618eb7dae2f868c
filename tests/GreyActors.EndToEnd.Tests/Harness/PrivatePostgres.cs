using System.Globalization;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A private PostgreSQL in a temporary folder: the database <c>greyactors</c>, owned by the role <c>greyactors</c>, which needs a password.</summary>
/// <remarks>PostgreSQL does not run as root: its folder belongs to the user postgres. The cluster of Debian's package is not used.</remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>The name of the database and of its owner.</summary>
    public const string Name = "greyactors";

    /// <summary>The password of the owner.</summary>
    public const string Password = "a password; with 'quotes'";

    private const string Programs = "/usr/lib/postgresql/15/bin";

    private readonly TemporaryFolder _folder = new("postgres");
    private readonly string _data;
    private bool _isRunning;

    private PrivatePostgres(PostgresOptions options)
    {
        Address = options.Address;
        _data = options.Data ?? _folder["data"];
        Command.AsRoot("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", _data);
        Command.AsRoot("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "755", _folder["run"]);
        File.WriteAllText(PasswordFile, Password + "\n");
        File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AsPostgres("initdb", "--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256", "--username=postgres", "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "-X", _folder["run/wal"], "-D", _data);
        var settings = string.Create(CultureInfo.InvariantCulture, $"""
            listen_addresses = '{options.ListenAddresses ?? options.Address}'
            port = {Port}
            unix_socket_directories = '{_folder["run"]}'
            fsync = {(options.Fsync ? "on" : "off")}
            shared_buffers = 32MB
            min_wal_size = 2MB
            max_wal_size = {options.MaxWalMegabytes}MB
            max_connections = 200
            log_connections = off
            autovacuum_naptime = 10s

            """);
        Command.AsRoot("sh", "-c", $"cat >> '{_data}/postgresql.conf' <<'END'\n{settings}END\necho 'host all all all scram-sha-256' >> '{_data}/pg_hba.conf'");
    }

    /// <summary>The address of <see cref="ConnectionString"/>.</summary>
    public string Address { get; }

    /// <summary>Its TCP port.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The value of store.connection.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host={Address};Port={Port};Database={Name};Username={Name}");

    /// <summary>The file with the password of the owner.</summary>
    public string PasswordFile => _folder["password"];

    /// <summary>Its log so far.</summary>
    public string Log => Command.AsRoot("sh", "-c", $"cat '{LogFile}' 2>/dev/null || true");

    private string LogFile => _folder["run/log"];

    /// <summary>Creates it, starts it, and waits until it accepts connections.</summary>
    public static async Task<PrivatePostgres> Start(PostgresOptions? options = null)
    {
        var postgres = new PrivatePostgres(options ?? new PostgresOptions());
        try
        {
            postgres.StartAgain();
            postgres.Query($"CREATE ROLE {Name} LOGIN PASSWORD '{Password.Replace("'", "''", StringComparison.Ordinal)}'", "postgres");
            postgres.Query($"CREATE DATABASE {Name} OWNER {Name}", "postgres");
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>The output of one SQL statement that a superuser executes: a line for each row, its columns separated by '|'.</summary>
    public string Query(string sql, string database = Name) => Command.AsRoot(
        $"{Programs}/psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", _folder["run"], "-p", $"{Port}", "-U", "postgres", "-d", database, "-c", sql).TrimEnd('\n');

    /// <summary>Starts it after a stop, and waits until it accepts connections.</summary>
    public void StartAgain()
    {
        AsPostgres("pg_ctl", "start", "-w", "-s", "-D", _data, "-l", LogFile);
        _isRunning = true;
    }

    /// <summary>Stops it: as an administrator does, or as a crash does. Clients lose their connections.</summary>
    public void Stop(bool asByCrash = false)
    {
        AsPostgres("pg_ctl", "stop", "-w", "-s", "-m", asByCrash ? "immediate" : "fast", "-D", _data);
        _isRunning = false;
    }

    /// <summary>Stops all its processes without an end (SIGSTOP): connections stay open, and nothing answers.</summary>
    public void Pause() => SignalAll("STOP");

    /// <summary>Continues after <see cref="Pause"/>.</summary>
    public void Resume() => SignalAll("CONT");

    /// <summary>Kills one process that serves a client (SIGKILL). PostgreSQL then ends all connections and recovers by itself.</summary>
    public void KillBackend() =>
        Command.AsRoot("kill", "-9", Query($"SELECT pid FROM pg_stat_activity WHERE usename = '{Name}' ORDER BY backend_start DESC LIMIT 1"));

    /// <summary>Ends the connections of all clients; they can connect again at once.</summary>
    public void EndConnections() => Query($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{Name}'");

    /// <summary>Allows or forbids all writes of clients, as a standby server does.</summary>
    public void SetReadOnly(bool isReadOnly)
    {
        Query($"ALTER SYSTEM SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}");
        Query("SELECT pg_reload_conf()");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_isRunning)
        {
            Resume();
            Stop(asByCrash: true);
        }

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // The first process first, or it would start others meanwhile.
    private void SignalAll(string signal) => Command.AsRoot(
        "sh", "-c", $"first=$(head -1 '{_data}/postmaster.pid'); kill -{signal} $first; for child in $(cat /proc/$first/task/$first/children); do kill -{signal} $child || true; done");

    private static void AsPostgres(string program, params IEnumerable<string> arguments) =>
        Command.AsRoot("runuser", ["-u", "postgres", "--", $"{Programs}/{program}", .. arguments]);
}

/// <summary>The properties of a <see cref="PrivatePostgres"/>.</summary>
public sealed record PostgresOptions
{
    /// <summary>Off: a commit does not wait for the disk. Only for tests in which no machine loses its power.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>The address at which clients connect.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The addresses at which it listens, if there are others.</summary>
    public string? ListenAddresses { get; init; }

    /// <summary>The folder of its data without the write-ahead log, for example a mounted disk; null: a temporary folder.</summary>
    public string? Data { get; init; }

    /// <summary>The size of the write-ahead log that starts a checkpoint.</summary>
    public int MaxWalMegabytes { get; init; } = 256;
}
