using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>The entries of the greylist log for a finished mail transaction: one for each outcome of its recipients.</summary>
public static class TransactionSummary
{
    /// <summary>The entries, in the order of <see cref="MailStatus"/>; recipients in the order of their RCPT commands.</summary>
    /// <param name="transaction">The transaction at its end.</param>
    /// <param name="accepted">The outcome for the recipients that the backend had accepted.</param>
    /// <param name="detail">The reason in words.</param>
    public static ImmutableArray<MailFate> Of(MailTransaction transaction, MailStatus accepted, string detail)
    {
        var fates = ImmutableArray.CreateBuilder<MailFate>();
        foreach (var status in Enum.GetValues<MailStatus>())
        {
            var recipients = transaction.Recipients
                .Where(recipient => StatusOf(recipient, transaction, accepted) == status)
                .ToArray();
            if (recipients.Length == 0)
                continue;
            fates.Add(FateOf(recipients, null) with
            {
                Parts = [.. recipients.GroupBy(recipient => recipient.Judged).Select(part => FateOf([.. part], part.Key))],
            });

            MailFate FateOf(Recipient[] some, JudgeNote? judged)
            {
                var isDecided = some.All(recipient => recipient.Status == RecipientStatus.Accepted) && !transaction.IsDeferredWhole;
                var reasons = some
                    .Where(recipient => isDecided || recipient.Status != RecipientStatus.Accepted)
                    .Select(recipient => recipient.Why)
                    .Append(isDecided ? detail : "")
                    .Where(reason => reason.Length > 0)
                    .Distinct();
                return new MailFate(status, [.. some.Select(recipient => recipient.ForwardPath.Address)], string.Join("; ", reasons))
                {
                    Waited = some.Max(recipient => recipient.Waited),
                    Judged = judged,
                };
            }
        }

        return fates.ToImmutable();
    }

    // If one decision holds for the whole mail, a recipient that would have passed is deferred with the others.
    private static MailStatus StatusOf(Recipient recipient, MailTransaction transaction, MailStatus accepted) => recipient.Status switch
    {
        RecipientStatus.Accepted when transaction.IsDeferredWhole => MailStatus.Deferred,
        RecipientStatus.Accepted when accepted == MailStatus.Accepted && (recipient.WouldDefer || transaction.WouldBeDeferredWhole) => MailStatus.WouldDefer,
        RecipientStatus.Accepted => accepted,
        RecipientStatus.Deferred or RecipientStatus.Separate => MailStatus.Deferred,
        RecipientStatus.Refused => MailStatus.Rejected,
        RecipientStatus.Failed or RecipientStatus.Lost => MailStatus.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(recipient), recipient.Status, "not a recipient status"),
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

    /// <summary>How the judge decided about all of them; null in an entry with <see cref="Parts"/>.</summary>
    public JudgeNote? Judged { get; init; }

    /// <summary>The same recipients, divided by how the judge decided about them.</summary>
    public ImmutableArray<MailFate> Parts { get; init; } = [];
}
