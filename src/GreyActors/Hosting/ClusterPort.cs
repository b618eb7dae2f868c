using System.Net;
using System.Net.Sockets;
using GreyActors.Components;

namespace GreyActors.Hosting;

/// <summary>The port on which a machine of a cluster listens for the others.</summary>
internal static class ClusterPort
{
    /// <summary>Refuses the start if the port is taken: a second start of the same machine would form a cluster of its own, and so leave the first one out.</summary>
    /// <exception cref="StartRefusedException">The address cannot be opened.</exception>
    public static void RefuseIfTaken(IPEndPoint endpoint)
    {
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endpoint);
            socket.Listen();
        }
        catch (SocketException refused)
        {
            throw new StartRefusedException($"cluster.port: {endpoint} cannot be opened: {refused.Message} (cluster.address and cluster.port)", ExitCode.Unavailable);
        }
    }
}
