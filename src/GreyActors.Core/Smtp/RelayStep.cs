using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>The next step of a relay after a reply of the backend.</summary>
public abstract record RelayStep
{
    private RelayStep()
    {
    }

    /// <summary>Send this to the backend and await its reply.</summary>
    public sealed record Say(RelayDialogue Next, string Lines) : RelayStep;

    /// <summary>Start the TLS handshake.</summary>
    public sealed record Secure(RelayDialogue Next) : RelayStep;

    /// <summary>Await another reply.</summary>
    public sealed record Wait(RelayDialogue Next) : RelayStep;

    /// <summary>The backend refuses the mail for all recipients; the client gets this reply for each of them.</summary>
    public sealed record MailRefused(SmtpReply Reply) : RelayStep;

    /// <summary>The backend accepted the recipient; the client gets this reply.</summary>
    public sealed record RecipientAccepted(RelayDialogue Next, SmtpReply Reply) : RelayStep;

    /// <summary>The backend refused this recipient; others may still be accepted.</summary>
    public sealed record RecipientRefused(RelayDialogue Next, SmtpReply Reply) : RelayStep;

    /// <summary>354: send the mail data.</summary>
    public sealed record GoAhead(RelayDialogue Next, SmtpReply Reply) : RelayStep;

    /// <summary>The backend has replied to the mail; the client gets this reply.</summary>
    public sealed record Delivered(SmtpReply Reply) : RelayStep;

    /// <summary>LMTP: only some recipients accepted the mail.</summary>
    /// <param name="Reply">The reply to the client.</param>
    /// <param name="Fates">The reply for each recipient, in the order in which they were accepted.</param>
    public sealed record Divided(SmtpReply Reply, ImmutableArray<SmtpReply> Fates) : RelayStep;

    /// <summary>This relay can no longer be used; the client gets this reply.</summary>
    public sealed record Failed(SmtpReply Reply) : RelayStep;
}
