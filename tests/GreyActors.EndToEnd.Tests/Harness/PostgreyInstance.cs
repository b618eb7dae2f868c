using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A private postgrey with a settable clock.</summary>
public sealed class PostgreyInstance : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("postgrey");
    private readonly Process _process;

    private PostgreyInstance(IEnumerable<string> options) => _process = Process.Start(new ProcessStartInfo(
        "/usr/sbin/postgrey", [$"--inet=127.0.0.1:{Port}", $"--dbdir={_folder.Path}", $"--user={Environment.UserName}", $"--group={Command.Run("id", "-gn").Output.Trim()}", .. options])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Where its databases lie.</summary>
    public string Folder => _folder.Path;

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<PostgreyInstance> Start(params IEnumerable<string> options)
    {
        var postgrey = new PostgreyInstance(options);
        _ = postgrey._process.StandardOutput.ReadToEndAsync();
        _ = postgrey._process.StandardError.ReadToEndAsync();
        await Eventually.Holds("postgrey listens", async () =>
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, postgrey.Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return postgrey;
    }

    /// <summary>Asks as Postfix does, at a time; returns the answer.</summary>
    public async Task<string> Ask(string client, string from, string to, DateTimeOffset at, string more = "")
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Port);
        await using var writer = new StreamWriter(connection.GetStream()) { NewLine = "\n", AutoFlush = true };
        using var reader = new StreamReader(connection.GetStream());
        await writer.WriteAsync(
            $"request=smtpd_access_policy\npolicy_test_time={at.ToUnixTimeSeconds()}\nclient_address={client}\nclient_name=unknown\nsender={from}\nrecipient={to}\ninstance={at.Ticks}\n{more}\n");
        return await reader.ReadLineAsync() ?? "";
    }

    /// <summary>Ends it in order: its databases are whole then.</summary>
    public async Task Stop()
    {
        Command.Run("kill", [$"{_process.Id}"]);
        using var bound = new CancellationTokenSource(Eventually.Patience);
        await _process.WaitForExitAsync(bound.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Stop();
        _process.Dispose();
        _folder.Dispose();
    }
}
