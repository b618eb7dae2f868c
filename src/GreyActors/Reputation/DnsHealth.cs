namespace GreyActors.Reputation;

/// <summary>Whether the DNS answers, from the results of the queries. Times are milliseconds of a steady clock.</summary>
/// <remarks>One success ends the failure. A domain that fails alone is no failure of the DNS, because other queries succeed in between.</remarks>
internal sealed class DnsHealth
{
    /// <summary>The number of failed queries in a row that is a failure at once.</summary>
    public const int Enough = 20;

    // A small site has few queries: fewer failures are enough if nothing succeeded for some time.
    private const int EnoughInTime = 5;
    private const long Time = 30_000;

    private long _firstFailure;

    /// <summary>Whether the DNS fails.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>The number of queries in a row that have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Records a query; true if <see cref="IsFailing"/> has changed.</summary>
    public bool Record(bool hasFailed, long now)
    {
        if (!hasFailed)
            Failures = 0;
        else if (Failures++ == 0)
            _firstFailure = now;
        var wasFailing = IsFailing;
        IsFailing = Failures >= Enough || (Failures >= EnoughInTime && now - _firstFailure >= Time);
        return IsFailing != wasFailing;
    }
}
