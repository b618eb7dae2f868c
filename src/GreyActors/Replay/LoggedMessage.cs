using System.Collections.Immutable;
using GreyActors.Core.Smtp;
using GreyActors.History;

namespace GreyActors.Replay;

/// <summary>One recipient of a log, in compact form.</summary>
/// <param name="At">Unix milliseconds.</param>
internal readonly record struct LoggedTry(long At, ReplayHost Host, MailPath ReversePath, MailPath ForwardPath, HistoricStatus Status);

/// <summary>The tries of a log that belong to one message to one recipient.</summary>
internal sealed class LoggedMessage
{
    private readonly List<LoggedTry> _tries = new(1);

    /// <summary>The time of the first try, in Unix milliseconds.</summary>
    public long Begin => _tries[0].At;

    /// <summary>Whether the sender keeps the message after the last try.</summary>
    public bool IsOpen => _tries[^1].Status is HistoricStatus.Deferred or HistoricStatus.Failed;

    private bool IsDelivered => _tries[^1].Status is HistoricStatus.Accepted or HistoricStatus.WouldDefer;

    /// <summary>Whether a try of the same sender to the same recipient may be the next one of this message.</summary>
    public bool IsRetry(in LoggedTry next)
    {
        foreach (var earlier in _tries)
        {
            if (ReferenceEquals(earlier.Host, next.Host) || earlier.Host.GroupedBy.Overlaps(next.Host.GroupedBy))
                return true;
        }

        return false;
    }

    /// <summary>Adds the next try.</summary>
    public void Add(in LoggedTry next) => _tries.Add(next);

    /// <summary>The message for the replay.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="assumedRetry">The time of the assumed retry after the delivery; zero for none.</param>
    public ReplayMessage ToReplay(int number, TimeSpan assumedRetry)
    {
        var hosts = _tries.Select(one => one.Host).Distinct().ToImmutableArray();
        var tries = _tries.Select(one => new ReplayTry((int)(one.At - Begin), hosts.IndexOf(one.Host))).ToList();
        var isAssumed = IsDelivered && assumedRetry > TimeSpan.Zero;
        if (isAssumed)
            tries.Add(new ReplayTry(tries[^1].Delay + (int)assumedRetry.TotalMilliseconds, tries[^1].Host));
        return new ReplayMessage(number, Begin, _tries[0].ReversePath, [_tries[0].ForwardPath], IsProbe: false, hosts, [.. tries])
        {
            Assumed = isAssumed ? 1 : 0,
            Delivered = IsDelivered ? _tries.Count - 1 : null,
            Labels = IsDelivered ? MessageLabels.Delivered : MessageLabels.NotDelivered,
        };
    }
}
