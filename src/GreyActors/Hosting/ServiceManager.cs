using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Hosting;

/// <summary>Sends the state of the program to the service manager that started it: systemd, with sd_notify(3).</summary>
/// <remarks>
/// Microsoft.Extensions.Hosting.Systemd is not used: it reports readiness when the host has started, not when the program listens, and has no
/// watchdog. A message that cannot be sent is dropped: mail matters more than its monitoring.
/// </remarks>
public sealed class ServiceManager : IDisposable
{
    private const string NotifySocket = "NOTIFY_SOCKET";
    private const string WatchdogTime = "WATCHDOG_USEC";
    private const string WatchdogProcess = "WATCHDOG_PID";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _address;

    /// <param name="address">A path, or <c>@</c> and a name in Linux's abstract namespace.</param>
    /// <param name="watchdog">The watchdog's timeout; null: no watchdog.</param>
    public ServiceManager(string address, TimeSpan? watchdog)
    {
        _address = new UnixDomainSocketEndPoint(address is ['@', .. var name] ? '\0' + name : address);
        Watchdog = watchdog;
    }

    /// <summary>The time without <see cref="ReportAlive"/> after which the service manager restarts the program; null: no watchdog.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The service manager named in the environment; null if there is none.</summary>
    public static ServiceManager? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(NotifySocket) is not { Length: > 1 } address)
            return null;
        var isForUs = Environment.GetEnvironmentVariable(WatchdogProcess) is not { } process
            || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new ServiceManager(
            address,
            isForUs && long.TryParse(Environment.GetEnvironmentVariable(WatchdogTime), NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time > 0
                ? TimeSpan.FromMicroseconds(time)
                : null);
    }

    /// <summary>The start is not finished, and needs at most this time from now.</summary>
    public void ReportStarting(string status, TimeSpan atMost) => Send($"STATUS={OneLine(status)}\n{ExtendedBy(atMost)}");

    /// <summary>The service works; also the end of a reload.</summary>
    public void ReportReady(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>The state of the service, in a sentence.</summary>
    public void ReportStatus(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>A reload has started; <see cref="ReportReady"/> ends it.</summary>
    public void ReportReloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)Stopwatch.GetElapsedTime(0).TotalMicroseconds}\nSTATUS=Reloading the configuration"));

    /// <summary>The service is shutting down, and needs at most this time.</summary>
    public void ReportStopping(TimeSpan atMost) => Send($"STOPPING=1\nSTATUS=Shutting down: open transactions may finish\n{ExtendedBy(atMost)}");

    /// <summary>The service is not stuck.</summary>
    public void ReportAlive() => Send("WATCHDOG=1");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // Each line is an assignment.
    private static string OneLine(string status) => status.ReplaceLineEndings(" ");

    private static string ExtendedBy(TimeSpan atMost) => string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)atMost.TotalMicroseconds}");

    private void Send(string state)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _address);
        }
        catch (SocketException)
        {
            // The service manager has gone away, or does not read.
        }
        catch (ObjectDisposedException)
        {
            // The program is ending.
        }
    }
}
