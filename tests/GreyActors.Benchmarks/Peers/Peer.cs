using System.Net;
using System.Net.Sockets;

namespace GreyActors.Benchmarks.Peers;

/// <summary>A server that is measured: what it can do, and the processes that do it.</summary>
internal abstract class Peer : IDisposable
{
    private const int ConnectEvery = 50;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    protected Peer(string name, string folder)
    {
        Name = name;
        Folder = Directory.CreateDirectory(Path.Combine(folder, name.Replace(' ', '-').Replace('+', '-'))).FullName;
        Processes = new ProcessGroup();
        Port = FreePort.Next();
    }

    /// <summary>The name in the tables.</summary>
    public string Name { get; }

    /// <summary>Where it listens on the loopback address.</summary>
    public int Port { get; }

    /// <summary>Everything that it consists of.</summary>
    public ProcessGroup Processes { get; }

    /// <summary>Whether it defers triplets that it does not know and takes those that have waited; others only answer.</summary>
    public abstract bool IsGreylisting { get; }

    /// <summary>Whether it answers as a server does that defers everything, or as one that takes everything; greylisting does both.</summary>
    public virtual bool Defers => true;

    /// <summary>How many clients it can hold at the same time; others would wait in front of it.</summary>
    public virtual int MaxClients => 10_000;

    protected string Folder { get; }

    public virtual void Dispose() => Processes.Dispose();

    /// <summary>Waits until somebody listens.</summary>
    protected void AwaitListening(int port)
    {
        for (var end = Environment.TickCount64 + (long)StartLimit.TotalMilliseconds; Environment.TickCount64 < end; Thread.Sleep(ConnectEvery))
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new TimeoutException($"{Name} does not listen on port {port}; see {Folder}.");
    }
}
