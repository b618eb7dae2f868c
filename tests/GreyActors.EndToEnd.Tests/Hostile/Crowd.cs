using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Many cheap connections at once, from addresses of the loopback network.</summary>
internal sealed class Crowd : IDisposable
{
    private const int Files = 20_000;

    private readonly Socket[] _sockets;
    private bool _left;

    private Crowd(Socket[] sockets, string[] heard)
    {
        _sockets = sockets;
        Heard = heard;
    }

    /// <summary>The first reply that each client got; "" if the connection was refused or reset before.</summary>
    public IReadOnlyList<string> Heard { get; }

    /// <summary>The number of clients with this reply code.</summary>
    public int Count(int code) => Heard.Count(word => word.StartsWith(code.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>Raises the limit of open sockets for the tests and the program; above the system limit this needs root.</summary>
    public static void MakeRoom(GreyActorsProcess program)
    {
        foreach (var id in new[] { program.Id, Environment.ProcessId })
            Command.AsRoot("prlimit", "--pid", $"{id}", $"--nofile={Files}:{Files}");
    }

    /// <summary>The address of the <paramref name="i"/>th client, of which fifty are in one /24.</summary>
    public static IPAddress FromManyNetworks(int i) => new([127, (byte)(10 + (i / 50 / 250)), (byte)(1 + (i / 50 % 250)), (byte)(1 + (i % 50))]);

    /// <summary>Connects all clients, a fixed number at a time, and waits until each got a reply or was disconnected.</summary>
    public static async Task<Crowd> Gather(int port, int size, int atOnce, Func<int, IPAddress> from)
    {
        var sockets = new Socket[size];
        var heard = new string[size];
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await Parallel.ForEachAsync(Enumerable.Range(0, size), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) =>
        {
            sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            heard[i] = await FirstWords(sockets[i], port, from(i), bound.Token);
        });
        return new Crowd(sockets, heard);
    }

    /// <summary>Closes all connections, with FIN or with RST.</summary>
    public void Leave(bool reset)
    {
        if (_left)
            return;
        _left = true;
        foreach (var socket in _sockets)
        {
            if (reset)
                socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Leave(reset: true);

    private static async Task<string> FirstWords(Socket socket, int port, IPAddress from, CancellationToken stop)
    {
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
            var buffer = new byte[80];
            var read = await socket.ReceiveAsync(buffer, stop);
            return Encoding.ASCII.GetString(buffer, 0, read);
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
