using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>The open mail transaction: its envelope and the outcome for each recipient (RFC 5321 3.3).</summary>
/// <param name="ReversePath">The path of MAIL.</param>
/// <param name="Parameters">The parameters of MAIL, passed on to the backend unchanged.</param>
/// <param name="TellAtData">Whether the deferral is sent at DATA, because of the configuration or because the reverse-path is null.</param>
/// <param name="AcceptAll">Whether a whitelisted recipient came first and one decision holds for the whole mail: the others pass with it.</param>
/// <param name="Recipients">The recipients, in the order of their RCPT commands.</param>
public sealed record MailTransaction(
    MailPath ReversePath,
    EsmtpParameters Parameters,
    bool TellAtData,
    bool AcceptAll,
    ImmutableArray<Recipient> Recipients)
{
    /// <summary>The backend's refusal of MAIL, which holds for every recipient.</summary>
    public SmtpReply? Refusal { get; init; }

    /// <summary>The reply to what follows after accepted recipients lost their relay (<see cref="RecipientStatus.Lost"/>).</summary>
    public SmtpReply Loss { get; init; } = SmtpReplies.RelayLost;

    /// <summary>Whether MAIL had SMTPUTF8 (RFC 6531 3.4).</summary>
    public bool IsInternational => Parameters.ValueOf("SMTPUTF8") is not null;

    /// <summary>Whether the whole mail will be deferred at DATA, regardless of further recipients.</summary>
    public bool IsDeferredWhole => TellAtData && Has(RecipientStatus.Deferred);

    /// <summary>Whether the whole mail would be deferred at DATA if observe mode deferred anything.</summary>
    public bool WouldBeDeferredWhole
    {
        get
        {
            if (!TellAtData)
                return false;
            foreach (var recipient in Recipients)
            {
                if (recipient.WouldDefer)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether a recipient has this status.</summary>
    public bool Has(RecipientStatus status)
    {
        foreach (var recipient in Recipients)
        {
            if (recipient.Status == status)
                return true;
        }

        return false;
    }

    /// <summary>The recipients that the backend has accepted.</summary>
    public IEnumerable<Recipient> Accepted() => Recipients.Where(recipient => recipient.Status == RecipientStatus.Accepted);

    /// <summary>The session phase that follows from the recipients.</summary>
    public SessionPhase Phase()
    {
        if (Recipients.IsEmpty)
            return SessionPhase.ReversePathGiven;
        // A recipient that got 250 must not be lost because of the others' 250: the client must send the whole mail again.
        if (IsDeferredWhole || Has(RecipientStatus.Lost))
            return SessionPhase.RecipientsDeferred;
        if (Has(RecipientStatus.Accepted))
            return SessionPhase.RecipientsAccepted;
        return Has(RecipientStatus.Deferred) || Has(RecipientStatus.Failed) || Has(RecipientStatus.Separate)
            ? SessionPhase.RecipientsDeferred
            : SessionPhase.RecipientsRefused;
    }
}

/// <summary>One RCPT and its outcome; <paramref name="Why"/> is for the log, <paramref name="Waited"/> is its time in the greylist.</summary>
public readonly record struct Recipient(
    MailPath ForwardPath, EsmtpParameters Parameters, RecipientStatus Status, string Why, TimeSpan Waited = default)
{
    /// <summary>How the judge decided; null if it was not asked.</summary>
    public JudgeNote? Judged { get; init; }

    /// <summary>Whether the recipient was accepted only because of observe mode.</summary>
    public bool WouldDefer => Judged is { WouldDefer: true };

    /// <summary>The recipient with the backend's final reply.</summary>
    public Recipient After(SmtpReply lastWord) => lastWord.IsPositive ? this : this with
    {
        Status = lastWord.IsPermanent ? RecipientStatus.Refused : RecipientStatus.Failed,
        Why = lastWord.ToString(),
    };
}

/// <summary>The decision about a recipient.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Reply">The reply to its RCPT.</param>
/// <param name="Why">The reason in words, for the log.</param>
/// <param name="AcceptAll">Whether its whitelisting holds for the whole mail.</param>
public readonly record struct RecipientFate(RecipientStatus Status, SmtpReply Reply, string Why, bool AcceptAll = false)
{
    /// <summary>The backend's decision; <paramref name="why"/> is the reason for asking it.</summary>
    public static RecipientFate ByRelay(SmtpReply reply, bool acceptAll = false, string why = "") => new(
        reply.IsPositive ? RecipientStatus.Accepted : reply.IsPermanent ? RecipientStatus.Refused : RecipientStatus.Failed,
        reply,
        reply.IsPositive ? why : reply.ToString(),
        acceptAll && reply.IsPositive);

    /// <summary>Refused by GreyActors.</summary>
    public static RecipientFate Refused(SmtpReply reply) => new(RecipientStatus.Refused, reply, reply.ToString());

    /// <summary>Its mail goes to another backend than that of the earlier recipients: the client must send to it separately.</summary>
    public static RecipientFate Separate() => new(RecipientStatus.Separate, SmtpReplies.AnotherTransaction, "goes to another mail server, to be sent separately");

    /// <summary>Deferred by the greylist.</summary>
    public static RecipientFate Deferred(SmtpReply reply, string why) => new(RecipientStatus.Deferred, reply, why);
}

/// <summary>The outcome for a recipient.</summary>
public enum RecipientStatus
{
    /// <summary>The backend accepted it.</summary>
    Accepted,

    /// <summary>The greylist deferred it.</summary>
    Deferred,

    /// <summary>GreyActors or the backend refused it permanently (5yz).</summary>
    Refused,

    /// <summary>The backend did not answer, or replied 4yz.</summary>
    Failed,

    /// <summary>Its mail goes to another backend, so it needs a separate mail transaction.</summary>
    Separate,

    /// <summary>The backend accepted it, but the connection was lost before the mail data.</summary>
    Lost,
}
