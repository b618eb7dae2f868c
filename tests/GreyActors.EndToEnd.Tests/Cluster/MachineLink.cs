using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>
/// A port of 127.0.0.1 in the network of a machine, whose connections continue to a port of 127.0.0.1 of the tests. A cut forwards nothing and closes
/// nothing, as a broken line does.
/// </summary>
public sealed class MachineLink : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly int _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();

    /// <summary>Listens.</summary>
    public MachineLink(MachineNetwork network, int target)
    {
        _target = target;
        _listener = network.CreateSocket();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(backlog: 512);
        _accepting = Accept();
    }

    /// <summary>The port in the network of the machine.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>From now on no byte crosses.</summary>
    public void Cut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Repairs it.</summary>
    public void Repair() => _open.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll([_accepting, .. _connections.Keys]);
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var connection = Forward(await _listener.AcceptAsync(_stop.Token));
                _connections[connection] = 0;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Forward(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (near)
        {
            try
            {
                near.NoDelay = true;
                await _open.Task.WaitAsync(_stop.Token);
                await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await Task.WhenAll(Pump(near, far), Pump(far, near));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
            {
                await _open.Task.WaitAsync(_stop.Token);
                ReadOnlyMemory<byte> rest = buffer.AsMemory(0, read);
                while (rest.Length > 0)
                    rest = rest[await to.SendAsync(rest, _stop.Token)..];
            }

            await _open.Task.WaitAsync(_stop.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A reset crosses as well.
            await _open.Task.WaitAsync(_stop.Token);
            from.Close(0);
            to.Close(0);
        }
    }
}
