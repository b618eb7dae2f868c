using System.Diagnostics;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A load balancer: a private haproxy on 127.0.0.1 and ::1 that connects everybody to one port of 127.0.0.1.</summary>
public sealed class HaproxyInstance : IDisposable
{
    private readonly TemporaryFolder _folder = new("haproxy");
    private readonly StringBuilder _said = new();
    private readonly Process _process;

    private HaproxyInstance(int to, string server, string checks)
    {
        File.WriteAllText(_folder["haproxy.cfg"], $"""
            global
              maxconn 1000
            defaults
              mode tcp
              timeout connect 30s
              timeout client 60s
              timeout server 60s
              timeout check 30s
              {checks}
            listen mail
              bind 127.0.0.1:{Port}
              bind [::1]:{Port}
              server real 127.0.0.1:{to} {server}

            """);
        var start = new ProcessStartInfo("haproxy", ["-db", "-f", _folder["haproxy.cfg"]]) { RedirectStandardError = true };
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_said)
                _said.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>What it wrote to standard error so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>Starts it, and waits until it takes connections.</summary>
    /// <param name="to">The port behind it.</param>
    /// <param name="server">How it connects there: <c>send-proxy</c> …</param>
    /// <param name="checks">How it looks after what is behind it, if it does.</param>
    public static async Task<HaproxyInstance> Start(int to, string server, string checks = "")
    {
        var proxy = new HaproxyInstance(to, server, checks);
        try
        {
            await Eventually.Holds("haproxy takes connections", proxy.IsThere);
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();

        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsThere()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"haproxy ended with {_process.ExitCode}:\n{Said}");

        try
        {
            using var client = await SmtpClientSocket.Connect(Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
