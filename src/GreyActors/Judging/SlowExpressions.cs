using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Event;
using GreyActors.Core.Access;
using GreyActors.Observability;

namespace GreyActors.Judging;

/// <summary>Remembers the expressions that timed out and were logged. All sessions share it.</summary>
/// <remarks>A client can slow down a backtracking expression at will, which must not fill the log.</remarks>
public sealed class SlowExpressions
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<AccessMatch, DateTimeOffset> _told = [];

    /// <summary>Counts the expressions that timed out, and logs each that was not logged for an hour.</summary>
    public void Record(ImmutableArray<AccessMatch> timedOut, DateTimeOffset now, ILoggingAdapter log)
    {
        foreach (var slow in timedOut)
        {
            Meters.CountSlowExpression(slow.ListKey);
            if (IsWorthALine(slow, now))
                log.Warning(LogLines.SlowExpression, slow, PathExpression.Limit);
        }
    }

    /// <summary>Whether this one was not told for an hour; then it counts as told now.</summary>
    public bool IsWorthALine(AccessMatch slow, DateTimeOffset now) => _told.TryGetValue(slow, out var told)
        ? now - told >= Quiet && _told.TryUpdate(slow, now, told)
        : _told.TryAdd(slow, now);
}
