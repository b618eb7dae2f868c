namespace GreyActors.Core.Smtp;

/// <summary>What is awaited from the backend.</summary>
public enum RelayPhase
{
    /// <summary>Its banner.</summary>
    Banner,

    /// <summary>Its reply to EHLO, or LHLO.</summary>
    Ehlo,

    /// <summary>Its reply to STARTTLS (RFC 3207).</summary>
    StartTls,

    /// <summary>Nothing in clear any more: the handshake is under way.</summary>
    Handshake,

    /// <summary>Its reply to XCLIENT.</summary>
    Xclient,

    /// <summary>Its reply to the EHLO, or LHLO, that follows XCLIENT.</summary>
    EhloAgain,

    /// <summary>Its reply to XFORWARD.</summary>
    Xforward,

    /// <summary>Its reply to HELO, after it did not know EHLO.</summary>
    Helo,

    /// <summary>Its reply to MAIL.</summary>
    Mail,

    /// <summary>Its reply to MAIL, with that to the first RCPT behind it (RFC 2920).</summary>
    PipelinedMail,

    /// <summary>Its reply to RCPT.</summary>
    Rcpt,

    /// <summary>Nothing: it waits for the next RCPT or for DATA.</summary>
    Ready,

    /// <summary>Its reply to DATA.</summary>
    Data,

    /// <summary>Nothing: it reads mail data.</summary>
    MailData,

    /// <summary>Its reply to the mail data: the only 250 that counts. With LMTP one for each recipient that it took.</summary>
    EndOfData,
}
