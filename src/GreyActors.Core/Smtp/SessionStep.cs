namespace GreyActors.Core.Smtp;

/// <summary>What must be done after a <see cref="SessionEvent"/>.</summary>
/// <param name="Session">The session after the event.</param>
public abstract record SessionStep(SmtpSession Session)
{
    /// <summary>The mail transaction that the event ended; null when it ended none.</summary>
    public EndedTransaction? Ended { get; init; }

    /// <summary>There is nothing to do.</summary>
    public sealed record Continue(SmtpSession Session) : SessionStep(Session);

    /// <summary>Send this reply and read the next command.</summary>
    public sealed record Answer(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);

    /// <summary>Decide about this recipient, then report <see cref="SessionEvent.RecipientDecided"/>.</summary>
    public sealed record Judge(SmtpSession Session, MailTransaction Transaction, MailPath ForwardPath, EsmtpParameters Parameters)
        : SessionStep(Session)
    {
        /// <summary>How long the recipient waited in the greylist before it passed; zero when it did not wait, or has not passed.</summary>
        public TimeSpan Waited { get; init; }

        /// <summary>How the judge has decided; null before.</summary>
        public JudgeNote? Judged { get; init; }
    }

    /// <summary>Ask the backend to accept the mail data.</summary>
    public sealed record StartData(SmtpSession Session, MailTransaction Transaction) : SessionStep(Session);

    /// <summary>The client sends content although DATA was refused: discard it up to its end, then send this reply.</summary>
    public sealed record DiscardData(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);

    /// <summary>Send this reply, discard input that came after the command, and start the TLS handshake.</summary>
    public sealed record StartTls(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);

    /// <summary>Send this reply and close.</summary>
    public sealed record Close(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);
}

/// <summary>A mail transaction that has ended, for the log.</summary>
/// <param name="Transaction">The transaction at its end.</param>
/// <param name="Status">The outcome for the recipients that the backend had accepted.</param>
/// <param name="Detail">The reason in words.</param>
public sealed record EndedTransaction(MailTransaction Transaction, MailStatus Status, string Detail);
