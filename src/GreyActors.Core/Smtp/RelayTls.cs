namespace GreyActors.Core.Smtp;

/// <summary>Whether the backend is spoken to under TLS (RFC 3207).</summary>
public enum RelayTls
{
    /// <summary>In clear.</summary>
    Off,

    /// <summary>Under TLS where the backend offers it and the handshake succeeds, else in clear (RFC 7435).</summary>
    Opportunistic,

    /// <summary>Under TLS or not at all; whoever the certificate is for.</summary>
    Required,

    /// <summary>Under TLS, and with the server whose certificate we trust, or not at all.</summary>
    Verify,
}
