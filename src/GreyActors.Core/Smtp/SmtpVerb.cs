namespace GreyActors.Core.Smtp;

/// <summary>The commands (RFC 5321 4.1.1).</summary>
public enum SmtpVerb
{
    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>A known command that is not offered: AUTH, XCLIENT, EXPN …</summary>
    NotOffered,

    /// <summary>
    /// The first word of another protocol, GET, POST, CONNECT …, for example from a browser that was tricked into connecting; and BDAT, which is not
    /// offered. The data after these words does not consist of commands.
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
