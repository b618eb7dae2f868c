using System.Collections.Immutable;
using GreyActors.Core.Learning;

namespace GreyActors.Replay;

/// <summary>Teaches a site, before it starts, the mail that was delivered until then, as <c>greyactors learn</c> does.</summary>
internal static class ReplayLearning
{
    // As the command.
    private const int Most = 5_000_000;

    /// <summary>Learns.</summary>
    /// <param name="site">The site.</param>
    /// <param name="messages">The messages before the start.</param>
    /// <param name="start">The time of the start.</param>
    public static ReplayLearned Learn(ReplaySite site, ImmutableArray<ReplayMessage> messages, DateTimeOffset start)
    {
        var settings = site.Settings;
        var learning = new HistoryLearning(settings.KnownClients.Settle, settings.KnownClients.Enabled, Most);
        var (oldest, mails) = (start - settings.Greylisting.Timing.PassLifetime, 0L);
        foreach (var message in messages)
        {
            if (message.Delivered is not { } number || DateTimeOffset.FromUnixTimeMilliseconds(message.TimeOf(number)) is var at && (at <= oldest || at >= start))
                continue;
            foreach (var recipient in message.ForwardPaths)
            {
                if (site.DeliveredAttempt(message, recipient, message.HostOf(number)) is not { } attempt)
                    continue;
                learning.Learn(attempt, at);
                mails++;
            }
        }

        site.Learn(learning.Triplets, learning.Pairs);
        return new ReplayLearned(mails, learning.TripletCount, learning.Pairs.Count);
    }
}
