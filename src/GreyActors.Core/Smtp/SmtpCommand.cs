namespace GreyActors.Core.Smtp;

/// <summary>One command line, valid or not.</summary>
/// <remarks>The parser decides about syntax only; <see cref="SmtpStateTable"/> decides whether the command is permitted now.</remarks>
public abstract record SmtpCommand
{
    private SmtpCommand(SmtpVerb verb) => Verb = verb;

    /// <summary>The verb, independent of case.</summary>
    public SmtpVerb Verb { get; }

    /// <summary>HELO or EHLO with the client's name.</summary>
    public sealed record Greeting(bool Extended, string ClientName) : SmtpCommand(Extended ? SmtpVerb.Ehlo : SmtpVerb.Helo);

    /// <summary>MAIL FROM. <paramref name="Parameters"/> as written, empty if there are none.</summary>
    public sealed record Mail(MailPath ReversePath, EsmtpParameters Parameters) : SmtpCommand(SmtpVerb.Mail);

    /// <summary>RCPT TO.</summary>
    public sealed record Rcpt(MailPath ForwardPath, EsmtpParameters Parameters) : SmtpCommand(SmtpVerb.Rcpt);

    /// <summary>A command whose argument is ignored: DATA, RSET, NOOP, VRFY, HELP, STARTTLS, QUIT.</summary>
    public sealed record Plain(SmtpVerb Command) : SmtpCommand(Command);

    /// <summary>A line that is not a well-formed command, with its reply.</summary>
    public sealed record Malformed(SmtpVerb Of, SmtpReply Reply) : SmtpCommand(Of);
}
