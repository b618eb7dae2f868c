using System.Collections.Concurrent;
using GreyActors.Core.Access;

namespace GreyActors.Judging;

/// <summary>Remembers the expressions that timed out and were logged. All sessions share it.</summary>
/// <remarks>A client can slow down a backtracking expression at will, which must not fill the log.</remarks>
public sealed class SlowExpressions
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<AccessMatch, DateTimeOffset> _told = [];

    /// <summary>Whether this one was not told for an hour; then it counts as told now.</summary>
    public bool IsWorthALine(AccessMatch slow, DateTimeOffset now) => _told.TryGetValue(slow, out var told)
        ? now - told >= Quiet && _told.TryUpdate(slow, now, told)
        : _told.TryAdd(slow, now);
}
