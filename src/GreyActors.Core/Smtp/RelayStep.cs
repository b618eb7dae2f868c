using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>What a reply of the backend means for the client and for the relay.</summary>
public abstract record RelayStep
{
    private RelayStep()
    {
    }

    /// <summary>Say this to the backend and await its reply.</summary>
    public sealed record Say(RelayDialogue Next, string Lines) : RelayStep;

    /// <summary>Begin the handshake.</summary>
    public sealed record Secure(RelayDialogue Next) : RelayStep;

    /// <summary>Another reply is on its way already.</summary>
    public sealed record Wait(RelayDialogue Next) : RelayStep;

    /// <summary>It does not want the mail, whoever it is for; the reply is the client's, for each of its recipients.</summary>
    public sealed record MailRefused(SmtpReply Reply) : RelayStep;

    /// <summary>The recipient was taken; the reply is the client's.</summary>
    public sealed record RecipientAccepted(RelayDialogue Next, SmtpReply Reply) : RelayStep;

    /// <summary>This recipient was not taken; others still may be.</summary>
    public sealed record RecipientRefused(RelayDialogue Next, SmtpReply Reply) : RelayStep;

    /// <summary>354: the mail data may come.</summary>
    public sealed record GoAhead(RelayDialogue Next, SmtpReply Reply) : RelayStep;

    /// <summary>The backend has the mail; the reply is the client's.</summary>
    public sealed record Delivered(SmtpReply Reply) : RelayStep;

    /// <summary>With LMTP: some recipients have the mail and some have not.</summary>
    /// <param name="Reply">The client's.</param>
    /// <param name="Fates">What was said for each recipient, in the order in which they were taken.</param>
    public sealed record Divided(SmtpReply Reply, ImmutableArray<SmtpReply> Fates) : RelayStep;

    /// <summary>This relay leads nowhere any more; the reply is the client's.</summary>
    public sealed record Failed(SmtpReply Reply) : RelayStep;
}
