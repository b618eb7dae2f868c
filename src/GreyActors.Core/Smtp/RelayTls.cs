namespace GreyActors.Core.Smtp;

/// <summary>Whether the backend is reached over TLS (RFC 3207).</summary>
public enum RelayTls
{
    /// <summary>Cleartext.</summary>
    Off,

    /// <summary>TLS if the backend offers it and the handshake succeeds, otherwise cleartext (RFC 7435).</summary>
    Opportunistic,

    /// <summary>TLS is required, with any certificate.</summary>
    Required,

    /// <summary>TLS with a trusted certificate is required.</summary>
    Verify,
}
