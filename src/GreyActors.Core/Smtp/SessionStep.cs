namespace GreyActors.Core.Smtp;

/// <summary>What is to be done about a command.</summary>
/// <param name="Session">The session from now on.</param>
public abstract record SessionStep(SmtpSession Session)
{
    /// <summary>Say this and read on.</summary>
    public sealed record Answer(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);

    /// <summary>Decide about this recipient, then say so through <see cref="SmtpSession.Answered"/>.</summary>
    public sealed record Judge(SmtpSession Session, MailTransaction Transaction, MailPath ForwardPath, EsmtpParameters Parameters)
        : SessionStep(Session)
    {
        /// <summary>How long the greylist has let it wait before it passed; zero when it did not wait, or has not passed.</summary>
        public TimeSpan Waited { get; init; }
    }

    /// <summary>Ask the backend to take the mail data.</summary>
    public sealed record StartData(SmtpSession Session, MailTransaction Transaction) : SessionStep(Session);

    /// <summary>The client sends content although DATA was refused: throw it away up to its end, then say this.</summary>
    public sealed record DiscardData(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);

    /// <summary>Say this, throw away what came behind the command, and begin the TLS handshake.</summary>
    public sealed record StartTls(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);

    /// <summary>Say this and close.</summary>
    public sealed record Close(SmtpSession Session, SmtpReply Reply) : SessionStep(Session);
}
