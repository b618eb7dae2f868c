using System.Diagnostics;

namespace GreyActors.Storage.Postgres;

/// <summary>The time for which the database has not answered: since the probe that is in progress began, or since the failure began.</summary>
internal sealed class PostgresWatch
{
    private long _since;

    /// <summary>Zero if the database works, and no probe is in progress.</summary>
    public TimeSpan BusyFor => Interlocked.Read(ref _since) is var since and not 0 ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>A probe begins; if one has failed before, the time counts from there.</summary>
    public void Begin() => Interlocked.CompareExchange(ref _since, Stopwatch.GetTimestamp(), 0);

    /// <summary>A probe has succeeded.</summary>
    public void Works() => Interlocked.Exchange(ref _since, 0);
}
