namespace GreyActors.Core.Smtp;

/// <summary>Our side of the verification of one recipient: MAIL with the null reverse-path, RCPT, and RSET, in a session that is open. A pure value.</summary>
/// <remarks>No mail is sent. Postfix verifies addresses in the same way (ADDRESS_VERIFICATION_README).</remarks>
public sealed record VerificationDialogue
{
    private readonly MailPath _forwardPath;

    private VerificationDialogue(MailPath forwardPath) => _forwardPath = forwardPath;

    private Awaited Reply { get; init; } = Awaited.Mail;

    /// <summary>Starts with MAIL.</summary>
    /// <param name="forwardPath">The recipient, in ASCII.</param>
    public static VerificationStep.Say Start(MailPath forwardPath) => new(new VerificationDialogue(forwardPath), "MAIL FROM:<>\r\n");

    /// <summary>Handles a reply.</summary>
    public VerificationStep Handle(RelayReply reply) => Reply switch
    {
        // The backend closes the connection (RFC 5321 3.8).
        _ when reply.Code == 421 => new VerificationStep.Failed(reply.ToString()),
        Awaited.Mail when reply.IsPositive => new VerificationStep.Say(this with { Reply = Awaited.Recipient }, $"RCPT TO:{_forwardPath}\r\n"),
        // Such a backend accepts no bounces, and says nothing about the recipient.
        Awaited.Mail => Reset(VerificationOutcome.Unknown.Instance),
        Awaited.Recipient when reply.IsPositive => Reset(VerificationOutcome.Accepted.Instance),
        // These are about the command and not about the recipient (RFC 5321 4.2.3), or about the whole server (RFC 7504).
        Awaited.Recipient when reply.Code is (>= 500 and <= 504) or 521 or 555 => Reset(VerificationOutcome.Unknown.Instance),
        Awaited.Recipient when reply.IsPermanent => Reset(new VerificationOutcome.Refused(new SmtpReply(reply))),
        Awaited.Recipient => Reset(VerificationOutcome.Unknown.Instance),
        _ when reply.IsPositive => VerificationStep.Ready.Instance,
        _ => new VerificationStep.Failed(reply.ToString()),
    };

    private VerificationStep.Say Reset(VerificationOutcome outcome) => new(this with { Reply = Awaited.Reset }, "RSET\r\n") { Outcome = outcome };

    // The command whose reply is awaited.
    private enum Awaited
    {
        Mail,
        Recipient,
        Reset,
    }
}
