using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>The networks of the cluster tests do what their names say.</summary>
public sealed class MachineNetworkTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.7);

    [Fact]
    public async Task A_cut_line_drops_packets_of_two_machines_only_until_it_is_repaired()
    {
        await using var net = new NamespaceSwitch(3);
        using var listener = Listening(net.Machines[1], net.Machines[1].Address, out var port);

        Assert.True(await Reaches(net.Machines[0], net.Machines[1].Address, port));
        net.Cut(0, 1);
        Assert.False(await Reaches(net.Machines[0], net.Machines[1].Address, port));
        Assert.True(await Reaches(net.Machines[2], net.Machines[1].Address, port));
        net.Repair();
        Assert.True(await Reaches(net.Machines[0], net.Machines[1].Address, port));
        net.Isolate(1);
        Assert.False(await Reaches(net.Machines[0], net.Machines[1].Address, port));
        Assert.False(await Reaches(net.Machines[2], net.Machines[1].Address, port));
        Assert.True(await Reaches(net.Machines[1], net.Machines[1].Address, port));
    }

    [Fact]
    public async Task A_cut_link_holds_bytes_back_and_a_repaired_one_delivers_them()
    {
        await using var net = new NamespaceSwitch(1);
        using var target = Listening(new LoopbackNetwork(), "127.0.0.1", out var port);
        await using var link = new MachineLink(net.Machines[0], port);
        using var near = await net.Machines[0].Connect(link.Port);
        using var far = await target.AcceptAsync();
        var buffer = new byte[1];

        await near.SendAsync(new byte[] { 1 });
        Assert.Equal(1, await far.ReceiveAsync(buffer));
        link.Cut();
        await near.SendAsync(new byte[] { 2 });
        var arrives = far.ReceiveAsync(buffer);
        await Assert.ThrowsAsync<TimeoutException>(() => arrives.WaitAsync(Moment));
        link.Repair();
        await arrives.WaitAsync(Eventually.Patience);
        Assert.Equal(2, buffer[0]);
        near.Close(0);
        await Assert.ThrowsAsync<SocketException>(async () => await far.ReceiveAsync(buffer));
    }

    private static Socket Listening(MachineNetwork network, string address, out int port)
    {
        var listener = network.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        listener.Listen();
        port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return listener;
    }

    private static async Task<bool> Reaches(NetworkNamespace from, string address, int port)
    {
        using var bound = new CancellationTokenSource(Moment);
        using var socket = from.CreateSocket();
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, bound.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
