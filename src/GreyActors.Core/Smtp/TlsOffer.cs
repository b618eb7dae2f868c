namespace GreyActors.Core.Smtp;

/// <summary>What a session is told of STARTTLS (RFC 3207).</summary>
public enum TlsOffer
{
    /// <summary>Nothing: it is not implemented.</summary>
    None,

    /// <summary>It may be used.</summary>
    Offered,

    /// <summary>It must be used before anything else (RFC 3207 4).</summary>
    Required,
}
