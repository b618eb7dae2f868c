using System.Net;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A port of 127.0.0.1 at which no connection is made and none is refused: its queue is full and nobody takes from it.</summary>
public sealed class DeafListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queue = [];

    private DeafListener(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(0);
    }

    /// <summary>Listens there, and waits until its queue is full.</summary>
    public static async Task<DeafListener> At(int port)
    {
        var deaf = new DeafListener(port);
        while (await deaf.TakesOneMore(port))
        {
        }

        return deaf;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _queue)
            socket.Dispose();
        _listener.Dispose();
    }

    private async Task<bool> TakesOneMore(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _queue.Add(socket);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
