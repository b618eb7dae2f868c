namespace GreyActors.Core.Smtp;

/// <summary>How a session offers STARTTLS (RFC 3207).</summary>
public enum TlsOffer
{
    /// <summary>STARTTLS is not offered.</summary>
    None,

    /// <summary>STARTTLS is optional.</summary>
    Offered,

    /// <summary>STARTTLS is required before any mail (RFC 3207 4).</summary>
    Required,
}
