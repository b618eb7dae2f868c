using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Hosting;

/// <summary>The service manager that started the program, as far as it wants to be told how the program is: systemd, with sd_notify(3).</summary>
/// <remarks>
/// Not Microsoft.Extensions.Hosting.Systemd: it calls the program ready when its host has started, not when it listens, and knows no watchdog.
/// A message that cannot be sent is dropped: the service does its work, whoever looks on.
/// </remarks>
public sealed class ServiceManager : IDisposable
{
    private const string NotifySocket = "NOTIFY_SOCKET";
    private const string WatchdogTime = "WATCHDOG_USEC";
    private const string WatchdogProcess = "WATCHDOG_PID";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _address;

    /// <param name="address">A path, or <c>@</c> and a name in Linux's abstract namespace.</param>
    /// <param name="watchdog">How long it waits for <see cref="IsAlive"/>; null: it does not.</param>
    public ServiceManager(string address, TimeSpan? watchdog)
    {
        _address = new UnixDomainSocketEndPoint(address is ['@', .. var name] ? '\0' + name : address);
        Watchdog = watchdog;
    }

    /// <summary>How long it waits for <see cref="IsAlive"/> before it ends the program and starts it anew; null: it does not.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The one in the environment; null when nobody wants to be told.</summary>
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

    /// <summary>The start is not over, and needs at most so long from now.</summary>
    public void IsStarting(string status, TimeSpan atMost) => Send($"STATUS={OneLine(status)}\n{ExtendedBy(atMost)}");

    /// <summary>The service does its work; also at the end of a reload.</summary>
    public void IsReady(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>How the service is, in a sentence.</summary>
    public void IsNow(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>The configuration is read anew; <see cref="IsReady"/> ends that.</summary>
    public void IsReloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)Stopwatch.GetElapsedTime(0).TotalMicroseconds}\nSTATUS=Reading the configuration anew"));

    /// <summary>The service goes down, and needs at most so long.</summary>
    public void IsStopping(TimeSpan atMost) => Send($"STOPPING=1\nSTATUS=Going down: open transactions may finish\n{ExtendedBy(atMost)}");

    /// <summary>The service is not stuck.</summary>
    public void IsAlive() => Send("WATCHDOG=1");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // A line is an assignment of its own.
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
            // It went away, or reads nothing.
        }
        catch (ObjectDisposedException)
        {
            // The program is at its end.
        }
    }
}
