using System.Net;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>Chooses TCP ports of 127.0.0.1 for listeners.</summary>
public static class FreePort
{
    // Below the range from which the system takes the ports of outgoing connections, so that none of those can take it from us; above those
    // that a browser refuses to speak with, of which 10080 is the last.
    private const int First = 10_081;
    private const int Last = 30_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>A port that nobody listens on and that was not given out before.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
