namespace GreyActors.Core.Smtp;

/// <summary>One command line, understood or not.</summary>
/// <remarks>Parsing decides syntax only; whether the command may come now is <see cref="SmtpStateTable"/>'s to say.</remarks>
public abstract record SmtpCommand
{
    private SmtpCommand(SmtpVerb verb) => Verb = verb;

    /// <summary>The verb, in whatever case it was written.</summary>
    public SmtpVerb Verb { get; }

    /// <summary>HELO or EHLO with the name the client gives itself.</summary>
    public sealed record Greeting(bool Extended, string ClientName) : SmtpCommand(Extended ? SmtpVerb.Ehlo : SmtpVerb.Helo);

    /// <summary>MAIL FROM. <paramref name="Parameters"/> as written, empty when there are none.</summary>
    public sealed record Mail(MailPath ReversePath, EsmtpParameters Parameters) : SmtpCommand(SmtpVerb.Mail);

    /// <summary>RCPT TO.</summary>
    public sealed record Rcpt(MailPath ForwardPath, EsmtpParameters Parameters) : SmtpCommand(SmtpVerb.Rcpt);

    /// <summary>A command whose argument, if it may have one, does not matter: DATA, RSET, NOOP, VRFY, HELP, STARTTLS, QUIT.</summary>
    public sealed record Plain(SmtpVerb Command) : SmtpCommand(Command);

    /// <summary>A line that is not a well-formed command, with the reply it deserves.</summary>
    public sealed record Malformed(SmtpVerb Of, SmtpReply Reply) : SmtpCommand(Of);
}
