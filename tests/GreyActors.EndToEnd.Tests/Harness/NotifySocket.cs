using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The socket on which systemd receives notifications of a service (sd_notify(3)). Keeps every message with its assignments.</summary>
public sealed class NotifySocket : IDisposable
{
    private readonly TemporaryFolder _folder = new("notify");
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _heard = new();

    /// <summary>Listens.</summary>
    public NotifySocket()
    {
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        new Thread(Listen) { IsBackground = true }.Start();
    }

    /// <summary>For NOTIFY_SOCKET.</summary>
    public string Path => _folder["notify"];

    /// <summary>The messages so far, in their order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Heard => [.. _heard];

    /// <summary>What was said of the status so far.</summary>
    public IEnumerable<string> Statuses => Heard.Select(message => message.GetValueOrDefault("STATUS")).OfType<string>();

    /// <summary>Waits for a message with this assignment, behind the first ones.</summary>
    /// <exception cref="TimeoutException">It did not come; with what came.</exception>
    public async Task<IReadOnlyDictionary<string, string>> Receives(string name, string? value = null, int behind = 0)
    {
        try
        {
            return await Eventually.Find(
                $"{name}={value}",
                () => Heard.Skip(behind).FirstOrDefault(message => message.TryGetValue(name, out var heard) && (value ?? heard) == heard),
                TimeSpan.FromSeconds(90));
        }
        catch (TimeoutException missing)
        {
            throw new TimeoutException($"{missing.Message}; heard behind {behind}: {string.Join(" | ", Heard.Select(message => string.Join(' ', message)))}", missing);
        }
    }

    /// <summary>How often an assignment was heard.</summary>
    public int Count(string name) => Heard.Count(message => message.ContainsKey(name));

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }

    private void Listen()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = _socket.Receive(buffer);
                _heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, length).Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
