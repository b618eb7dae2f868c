using System.Net;

namespace GreyActors.Net;

/// <summary>A client whose connection was accepted.</summary>
/// <param name="Name">The session's name, <c>client-42</c>, in the tree and in the logs.</param>
/// <param name="Remote">The client's address and port.</param>
/// <param name="Local">The address and port that accepted the connection.</param>
public sealed record ConnectedClient(string Name, IPEndPoint Remote, IPEndPoint Local)
{
    /// <summary>Whether the connection uses TLS from the start.</summary>
    public bool ImplicitTls { get; init; }
}
