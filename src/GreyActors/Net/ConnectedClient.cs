using System.Net;

namespace GreyActors.Net;

/// <summary>A client whose connection was accepted.</summary>
/// <param name="Name">The session's name, <c>client-42</c>: the same in the tree and in the logs.</param>
/// <param name="Remote">Where it comes from.</param>
/// <param name="Local">Where it was accepted.</param>
public sealed record ConnectedClient(string Name, IPEndPoint Remote, IPEndPoint Local)
{
    /// <summary>It speaks TLS from the start.</summary>
    public bool ImplicitTls { get; init; }
}
