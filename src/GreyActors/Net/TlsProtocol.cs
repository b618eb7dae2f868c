namespace GreyActors.Net;

/// <summary>What a <see cref="TlsChannel"/> tells its parent of the handshake; all else it says in the words of a connection.</summary>
public abstract record TlsProtocol
{
    private TlsProtocol()
    {
    }

    /// <summary>The handshake is done; what is written from now on is encrypted.</summary>
    public sealed record Established(TlsFacts Facts) : TlsProtocol;

    /// <summary>The handshake failed, or was not done in time; the connection is being closed.</summary>
    public sealed record Failed(string Why) : TlsProtocol;
}
