using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>Everything that can happen to a session. Events enter it through <see cref="SmtpSession.On"/> only.</summary>
public abstract record SessionEvent
{
    private SessionEvent()
    {
    }

    /// <summary>The client sent data before the banner.</summary>
    public sealed record EarlyTalk : SessionEvent;

    /// <summary>The client sent a command.</summary>
    /// <param name="MoreWaiting">More input of the client was waiting when this command was read.</param>
    public sealed record CommandReceived(SmtpCommand Command, bool MoreWaiting = false) : SessionEvent;

    /// <summary>The client sent a line that is too long or contains a bare newline.</summary>
    public sealed record LineRejected(SmtpReply Reply) : SessionEvent;

    /// <summary>The TLS handshake with the client is complete.</summary>
    public sealed record HandshakeFinished : SessionEvent;

    /// <summary>The judge or the backend decided about a recipient.</summary>
    /// <param name="Question">The step that asked.</param>
    /// <param name="Fate">The decision.</param>
    public sealed record RecipientDecided(SessionStep.Judge Question, RecipientFate Fate) : SessionEvent;

    /// <summary>The backend refused MAIL; its reply holds for all recipients.</summary>
    public sealed record MailRefused(SmtpReply Reply) : SessionEvent;

    /// <summary>The relay ended before the mail data: the recipients that the backend had accepted have no way to it any more.</summary>
    /// <param name="Reason">The reply to the commands that follow.</param>
    public sealed record RelayLost(SmtpReply Reason) : SessionEvent
    {
        /// <summary>The relay ended because the backend closed the connection or stopped answering.</summary>
        public static readonly RelayLost ByBackend = new(SmtpReplies.RelayLost);
    }

    /// <summary>The backend refused DATA, or there is no relay for it.</summary>
    public sealed record DataRefused(SmtpReply Reply) : SessionEvent;

    /// <summary>The mail data has ended, and its final reply is known.</summary>
    public sealed record MailAnswered(SmtpReply Reply) : SessionEvent;

    /// <summary>The mail data has ended, and only some of the recipients accepted the mail (LMTP).</summary>
    /// <param name="Reply">The reply to the client.</param>
    /// <param name="Fates">The backend's reply for each recipient that it had accepted, in their order.</param>
    public sealed record MailDivided(SmtpReply Reply, ImmutableArray<SmtpReply> Fates) : SessionEvent;

    /// <summary>The mail transaction was ended from outside: the client is gone, or the session ends.</summary>
    /// <param name="Status">The outcome for the recipients that the backend had accepted.</param>
    /// <param name="Detail">The reason, for the log.</param>
    public sealed record TransactionEnded(MailStatus Status, string Detail) : SessionEvent;
}
