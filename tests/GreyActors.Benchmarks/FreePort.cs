using System.Net;
using System.Net.Sockets;

namespace GreyActors.Benchmarks;

/// <summary>A port of this machine on which nobody listens.</summary>
internal static class FreePort
{
    /// <summary>One of them.</summary>
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
