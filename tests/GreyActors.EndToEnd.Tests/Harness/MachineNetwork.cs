using System.Net;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The network of one machine, as its processes and its clients see it.</summary>
public abstract class MachineNetwork : IAsyncDisposable
{
    /// <summary>The address at which the other machines reach it.</summary>
    public abstract string Address { get; }

    /// <summary>The command before the program, which starts it in this network.</summary>
    public abstract IReadOnlyList<string> Prefix { get; }

    /// <summary>Creates a TCP socket of this network.</summary>
    public abstract Socket CreateSocket();

    /// <summary>A connection to a port of 127.0.0.1 of this network.</summary>
    public async ValueTask<Socket> Connect(int port, CancellationToken stop = default)
    {
        var socket = CreateSocket();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
