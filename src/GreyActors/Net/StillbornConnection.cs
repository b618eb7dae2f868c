using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Notices a connection that its other end had reset before Akka.IO could look at it.</summary>
/// <remarks>
/// Akka.IO 1.5.74 asks such a socket for its addresses, dies of the exception, and tells nobody who had asked for the connection: he would
/// wait until his own time is over. This looks before it does.
/// </remarks>
/// <param name="asker">Is told <see cref="Noticed"/>.</param>
internal sealed class StillbornConnection(IActorRef asker) : Inet.SocketOption
{
    /// <inheritdoc/>
    public override void AfterConnect(Socket socket)
    {
        try
        {
            _ = socket.RemoteEndPoint;
        }
        catch (SocketException gone)
        {
            asker.Tell(new Noticed($"reset as soon as it was made: {gone.Message}"));
        }
    }

    /// <summary>There is no connection, and none will come.</summary>
    public sealed record Noticed(string Why);
}
