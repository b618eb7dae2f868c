using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>The entries of the greylist log for a finished mail transaction: one for each outcome of its recipients.</summary>
public static class TransactionSummary
{
    /// <summary>The entries, in the order ACCEPTED, DEFERRED, REJECTED, FAILED, ABORTED; recipients in the order of their RCPT commands.</summary>
    /// <param name="transaction">The transaction at its end.</param>
    /// <param name="accepted">The outcome for the recipients that the backend had accepted.</param>
    /// <param name="detail">The reason in words.</param>
    public static ImmutableArray<MailFate> Of(MailTransaction transaction, MailStatus accepted, string detail)
    {
        var fates = ImmutableArray.CreateBuilder<MailFate>();
        foreach (var status in Enum.GetValues<MailStatus>())
        {
            var recipients = transaction.Recipients
                .Where(recipient => StatusOf(recipient.Status, transaction, accepted) == status)
                .ToArray();
            if (recipients.Length == 0)
                continue;
            var isDecided = recipients.All(recipient => recipient.Status == RecipientStatus.Accepted) && !transaction.IsDeferredWhole;
            var reasons = recipients
                .Where(recipient => isDecided || recipient.Status != RecipientStatus.Accepted)
                .Select(recipient => recipient.Why)
                .Append(isDecided ? detail : "")
                .Where(reason => reason.Length > 0)
                .Distinct();
            fates.Add(new MailFate(status, [.. recipients.Select(recipient => recipient.ForwardPath.Address)], string.Join("; ", reasons))
            {
                Waited = recipients.Max(recipient => recipient.Waited),
            });
        }

        return fates.ToImmutable();
    }

    // If one decision holds for the whole mail, a recipient that would have passed is deferred with the others.
    private static MailStatus StatusOf(RecipientStatus status, MailTransaction transaction, MailStatus accepted) => status switch
    {
        RecipientStatus.Accepted when transaction.IsDeferredWhole => MailStatus.Deferred,
        RecipientStatus.Accepted => accepted,
        RecipientStatus.Deferred or RecipientStatus.Separate => MailStatus.Deferred,
        RecipientStatus.Refused => MailStatus.Rejected,
        RecipientStatus.Failed or RecipientStatus.Lost => MailStatus.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a recipient status"),
    };
}

/// <summary>The recipients of one mail with the same outcome.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="ForwardPaths">The recipients, without angle brackets.</param>
/// <param name="Why">The reasons in words, each once.</param>
public sealed record MailFate(MailStatus Status, ImmutableArray<string> ForwardPaths, string Why)
{
    /// <summary>The longest time that one of them waited in the greylist.</summary>
    public TimeSpan Waited { get; init; }
}
