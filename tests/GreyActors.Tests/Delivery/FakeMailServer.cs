using System.Net;
using System.Net.Sockets;
using GreyActors.Tests.Net;

namespace GreyActors.Tests.Delivery;

/// <summary>A backend on loopback that greets, answers EHLO with given extensions, and accepts every mail.</summary>
internal sealed class FakeMailServer : IDisposable
{
    private readonly TcpListener _listener;
    private int _asked;

    public FakeMailServer(params string[] extensions)
        : this(new IPEndPoint(IPAddress.Loopback, 0), extensions)
    {
    }

    public FakeMailServer(IPEndPoint address, string[] extensions)
    {
        Extensions = extensions;
        _listener = new TcpListener(address);
        _listener.Start();
        _ = Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning);
    }

    public string[] Extensions { get; set; }

    /// <summary>It greets with 554 and closes.</summary>
    public bool IsClosed { get; set; }

    /// <summary>How often it was asked by EHLO.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public DnsEndPoint Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public void Dispose() => _listener.Dispose();

    private void Run()
    {
        try
        {
            while (true)
            {
                var peer = new Peer(_listener.AcceptSocket());
                _ = Task.Factory.StartNew(() => Serve(peer), TaskCreationOptions.LongRunning);
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
    }

    private void Serve(Peer peer)
    {
        using (peer)
        {
            peer.Say(IsClosed ? "554 closed\r\n" : "220 fake\r\n");
            while (!IsClosed && peer.ReadLine() is { } line)
            {
                switch (line.Split(' ')[0])
                {
                    case "EHLO" or "LHLO":
                        Interlocked.Increment(ref _asked);
                        peer.Say(string.Concat(Extensions.Select(extension => $"250-{extension}\r\n").Prepend("250-fake\r\n")) + "250 HELP\r\n");
                        break;
                    case "DATA":
                        peer.Say("354 go\r\n");
                        while (peer.ReadLine() is not ("." or null))
                        {
                        }

                        peer.Say("250 taken\r\n");
                        break;
                    case "QUIT":
                        peer.Say("221 bye\r\n");
                        return;
                    default:
                        peer.Say("250 ok\r\n");
                        break;
                }
            }
        }
    }
}
