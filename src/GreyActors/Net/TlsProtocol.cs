namespace GreyActors.Net;

/// <summary>The result of a handshake, sent by a <see cref="TlsChannel"/> to its parent. All its other messages are those of a connection.</summary>
public abstract record TlsProtocol
{
    private TlsProtocol()
    {
    }

    /// <summary>The handshake is complete; later writes are encrypted.</summary>
    public sealed record Established(TlsFacts Facts) : TlsProtocol;

    /// <summary>The handshake failed or timed out; the connection is being closed.</summary>
    public sealed record Failed(string Why) : TlsProtocol;
}
