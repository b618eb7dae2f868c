namespace GreyActors.Core.Smtp;

/// <summary>What a relay expects from the backend.</summary>
public enum RelayPhase
{
    /// <summary>Its banner.</summary>
    Banner,

    /// <summary>Its reply to EHLO, or LHLO.</summary>
    Ehlo,

    /// <summary>Its reply to STARTTLS (RFC 3207).</summary>
    StartTls,

    /// <summary>No cleartext: the TLS handshake is in progress.</summary>
    Handshake,

    /// <summary>Its reply to XCLIENT.</summary>
    Xclient,

    /// <summary>Its reply to the EHLO, or LHLO, that follows XCLIENT.</summary>
    EhloAgain,

    /// <summary>Its reply to XFORWARD.</summary>
    Xforward,

    /// <summary>Its reply to HELO, after it rejected EHLO.</summary>
    Helo,

    /// <summary>Its reply to MAIL.</summary>
    Mail,

    /// <summary>Its reply to MAIL, followed by that to the first RCPT (RFC 2920).</summary>
    PipelinedMail,

    /// <summary>Its reply to RCPT.</summary>
    Rcpt,

    /// <summary>Nothing: the backend waits for the next RCPT or for DATA.</summary>
    Ready,

    /// <summary>Its reply to DATA.</summary>
    Data,

    /// <summary>Nothing: the backend reads mail data.</summary>
    MailData,

    /// <summary>Its reply to the mail data, the only 250 that counts; with LMTP one for each accepted recipient.</summary>
    EndOfData,
}
