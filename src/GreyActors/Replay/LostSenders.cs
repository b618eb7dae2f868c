using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Replay;

/// <summary>The senders of lost mail.</summary>
internal static class LostSenders
{
    /// <summary>The number of senders that are named.</summary>
    public const int Shown = 10;

    /// <summary>The senders: those that retried first, then those with the most recipients.</summary>
    public static ImmutableArray<LostSender> Of(IEnumerable<JudgedRecipient> lost) =>
    [
        .. lost
            .GroupBy(one => SenderNormaliser.Normalise(one.Message.ReversePath.Address), StringComparer.Ordinal)
            .Select(sender => new LostSender(
                sender.Key,
                sender.First().Message.HostOf(sender.First().Message.Tries.Length - 1).Client.ToString(),
                sender.Any(one => one.HasRetried),
                sender.Count(),
                sender.Max(one => one.Outcome.Deferrals)))
            .OrderByDescending(sender => sender.HasRetried)
            .ThenByDescending(sender => sender.Recipients)
            .ThenBy(sender => sender.From, StringComparer.Ordinal),
    ];
}
