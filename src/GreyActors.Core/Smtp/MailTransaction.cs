using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>The mail transaction that is open: its envelope and what became of each recipient (RFC 5321 3.3).</summary>
/// <param name="ReversePath">From MAIL.</param>
/// <param name="Parameters">MAIL's parameters, passed on to the backend as they came.</param>
/// <param name="TellAtData">The deferral is told at DATA: because the configuration says so, or because the reverse-path is null.</param>
/// <param name="AcceptAll">A whitelisted recipient came first where one decision holds for the whole mail: the others pass with it.</param>
/// <param name="Recipients">In the order they were named.</param>
public sealed record MailTransaction(
    MailPath ReversePath,
    EsmtpParameters Parameters,
    bool TellAtData,
    bool AcceptAll,
    ImmutableArray<Recipient> Recipients)
{
    /// <summary>What the backend said to MAIL, when it refused it: it holds for every recipient.</summary>
    public SmtpReply? Refusal { get; init; }

    /// <summary>The reply to what follows after accepted recipients lost their relay (<see cref="RecipientStatus.Lost"/>).</summary>
    public SmtpReply Loss { get; init; } = SmtpReplies.RelayLost;

    /// <summary>True when MAIL had SMTPUTF8 (RFC 6531 3.4).</summary>
    public bool IsInternational => Parameters.ValueOf("SMTPUTF8") is not null;

    /// <summary>True when the whole mail will be deferred at DATA, whatever recipients are still named.</summary>
    public bool IsDeferredWhole => TellAtData && Has(RecipientStatus.Deferred);

    /// <summary>True when a recipient has this status.</summary>
    public bool Has(RecipientStatus status)
    {
        foreach (var recipient in Recipients)
        {
            if (recipient.Status == status)
                return true;
        }

        return false;
    }

    /// <summary>The phase that the recipients put the session into.</summary>
    public SessionPhase Phase()
    {
        if (Recipients.IsEmpty)
            return SessionPhase.ReversePathGiven;
        // A recipient that was told 250 must not be forgotten behind the 250 of the others: the client is to send the whole mail again.
        if (IsDeferredWhole || Has(RecipientStatus.Lost))
            return SessionPhase.RecipientsDeferred;
        if (Has(RecipientStatus.Accepted))
            return SessionPhase.RecipientsAccepted;
        return Has(RecipientStatus.Deferred) || Has(RecipientStatus.Failed) || Has(RecipientStatus.Separate)
            ? SessionPhase.RecipientsDeferred
            : SessionPhase.RecipientsRefused;
    }
}

/// <summary>One RCPT and its fate; <paramref name="Why"/> is for the log, <paramref name="Waited"/> the time for which the greylist let it wait.</summary>
public readonly record struct Recipient(
    MailPath ForwardPath, EsmtpParameters Parameters, RecipientStatus Status, string Why, TimeSpan Waited = default)
{
    /// <summary>The recipient after the backend has spoken its last word on it.</summary>
    public Recipient After(SmtpReply lastWord) => lastWord.IsPositive ? this : this with
    {
        Status = lastWord.IsPermanent ? RecipientStatus.Refused : RecipientStatus.Failed,
        Why = lastWord.ToString(),
    };
}

/// <summary>What was decided about a recipient.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reply">The reply to its RCPT.</param>
/// <param name="Why">The reason in words, for the log.</param>
/// <param name="AcceptAll">Its whitelisting holds for the whole mail.</param>
public readonly record struct RecipientFate(RecipientStatus Status, SmtpReply Reply, string Why, bool AcceptAll = false)
{
    /// <summary>What the backend said about the recipient; <paramref name="why"/> we had asked it.</summary>
    public static RecipientFate ByRelay(SmtpReply reply, bool acceptAll = false, string why = "") => new(
        reply.IsPositive ? RecipientStatus.Accepted : reply.IsPermanent ? RecipientStatus.Refused : RecipientStatus.Failed,
        reply,
        reply.IsPositive ? why : reply.ToString(),
        acceptAll && reply.IsPositive);

    /// <summary>Refused by us.</summary>
    public static RecipientFate Refused(SmtpReply reply) => new(RecipientStatus.Refused, reply, reply.ToString());

    /// <summary>Its mail goes to another backend than that of the recipients before it: the client must send to it separately.</summary>
    public static RecipientFate Separate() => new(RecipientStatus.Separate, SmtpReplies.AnotherTransaction, "goes to another mail server, to be sent separately");

    /// <summary>Deferred by the greylist.</summary>
    public static RecipientFate Deferred(SmtpReply reply, string why) => new(RecipientStatus.Deferred, reply, why);
}

/// <summary>What became of a recipient.</summary>
public enum RecipientStatus
{
    /// <summary>The backend took it.</summary>
    Accepted,

    /// <summary>The greylist deferred it.</summary>
    Deferred,

    /// <summary>We or the backend refused it for good (5yz).</summary>
    Refused,

    /// <summary>The backend did not answer or answered 4yz.</summary>
    Failed,

    /// <summary>Its mail goes to another backend, so it waits for a mail transaction of its own.</summary>
    Separate,

    /// <summary>The backend took it, and was lost before it had the mail data.</summary>
    Lost,
}
