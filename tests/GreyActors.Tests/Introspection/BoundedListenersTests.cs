using System.Net;
using System.Net.Sockets;
using GreyActors.Introspection;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class BoundedListenersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_HTTP_connection_beyond_the_limit_is_closed_and_one_that_ends_makes_room()
    {
        using var stop = new CancellationTokenSource(Patience);
        var listeners = new BoundedListeners(new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), maxConnections: 1);
        await using var listener = await listeners.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), stop.Token);
        using var first = await Connect(listener.EndPoint, stop.Token);
        var accepted = (await listener.AcceptAsync(stop.Token))!;
        var next = listener.AcceptAsync(stop.Token);

        Assert.True(await IsClosed(listener.EndPoint, stop.Token));
        Assert.False(next.IsCompleted);

        await accepted.DisposeAsync();
        using var second = await Connect(listener.EndPoint, stop.Token);
        await using var served = await next;
        Assert.NotNull(served);
    }

    private static async Task<Socket> Connect(EndPoint address, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, stop);
        return socket;
    }

    // The reset may arrive before the connection is reported as established.
    private static async Task<bool> IsClosed(EndPoint address, CancellationToken stop)
    {
        try
        {
            using var socket = await Connect(address, stop);
            return await socket.ReceiveAsync(new byte[1], stop) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
