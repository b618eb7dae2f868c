namespace GreyActors.Core.Smtp;

/// <summary>The commands we tell apart (RFC 5321 4.1.1).</summary>
public enum SmtpVerb
{
    /// <summary>Not a command we have heard of.</summary>
    Unknown,

    /// <summary>A command of some RFC that this server does not offer: AUTH, XCLIENT, EXPN …</summary>
    NotOffered,

    /// <summary>
    /// The first word of another protocol: GET, POST, CONNECT … A browser that was tricked into speaking to us says it. And BDAT, which is not
    /// offered: what stands behind these are no commands.
    /// </summary>
    Foreign,

    /// <summary>HELO.</summary>
    Helo,

    /// <summary>EHLO.</summary>
    Ehlo,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>RCPT TO.</summary>
    Rcpt,

    /// <summary>DATA.</summary>
    Data,

    /// <summary>RSET.</summary>
    Rset,

    /// <summary>NOOP.</summary>
    Noop,

    /// <summary>VRFY.</summary>
    Vrfy,

    /// <summary>HELP.</summary>
    Help,

    /// <summary>STARTTLS (RFC 3207).</summary>
    StartTls,

    /// <summary>QUIT.</summary>
    Quit,
}
