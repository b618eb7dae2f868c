using System.Net;

namespace GreyActors.Net;

/// <summary>A client whose connection was accepted.</summary>
/// <param name="Name">The session's name, <c>client-42</c>, in the tree and in the logs.</param>
/// <param name="Remote">The client's address and port, or a UNIX socket.</param>
/// <param name="Local">The address and port, or the UNIX socket, that accepted the connection.</param>
public sealed record ConnectedClient(string Name, EndPoint Remote, EndPoint Local)
{
    /// <summary>The address and port of a client of the SMTP door, which listens on no UNIX socket.</summary>
    public IPEndPoint RemoteIp => (IPEndPoint)Remote;

    /// <summary>The address and port that accepted a client of the SMTP door.</summary>
    public IPEndPoint LocalIp => (IPEndPoint)Local;

    /// <summary>Whether the connection uses TLS from the start.</summary>
    public bool ImplicitTls { get; init; }
}
