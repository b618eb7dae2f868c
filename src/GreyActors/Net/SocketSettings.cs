using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Akka.IO's settings for our two kinds of connections.</summary>
public static class SocketSettings
{
    // The receive buffer is held for as long as a connection lives, so an idle client should hold little.
    private const int ClientFrame = 8 * 1024;

    // A relay lives for one mail; large sends are what makes it fast. As much as the client's socket puts together of its mail data.
    private const int RelayFrame = 32 * 1024;

    // What may wait in us for a peer that does not read. A legal pipelining group's replies are far below it; beyond it the peer is cut off.
    private const int MaxUnsent = 256 * 1024;

    /// <summary>For clients.</summary>
    public static TcpSettings ForClients(ActorSystem system) => Of(system, ClientFrame);

    /// <summary>For the real mail server.</summary>
    public static TcpSettings ForRelays(ActorSystem system) => Of(system, RelayFrame);

    private static TcpSettings Of(ActorSystem system, int frame) => TcpSettings.Create(system) with
    {
        MaxFrameSizeBytes = frame,
        ReceiveBufferSize = 2 * frame,
        SendBufferSize = 2 * frame,
        WriteCommandsQueueMaxSize = MaxUnsent,
    };
}
