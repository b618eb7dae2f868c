using System.Security.Cryptography;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>Whether the DNS fails, from the results of queries and probes. Times are milliseconds of a steady clock.</summary>
/// <remarks>
/// Clients choose most names, so failed queries alone prove nothing: their name servers may be silent on purpose. A probe asks for a name that clients
/// cannot influence, and only a failed probe is a failure of the DNS. Any answer to a query or a probe ends it.
/// </remarks>
internal sealed class DnsHealth
{
    /// <summary>The number of failed queries in a row that is worth a probe.</summary>
    public const int Enough = 5;

    private long _nextProbe = long.MinValue;
    private bool _isProbing;

    /// <summary>The time between two probes.</summary>
    public static TimeSpan BetweenProbes { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the DNS fails.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>The number of queries and probes in a row that have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// The question of the next probe. The answer "no such name" is expected. The name is new each time, because a resolver without a connection still
    /// answers from its cache; and no zone above it is signed, so that no cached proof denies it (RFC 8198).
    /// </summary>
    public static DnsQuestion NextProbe() => new($"probe-{RandomNumberGenerator.GetHexString(12, lowercase: true)}.root-servers.net", DnsType.A);

    /// <summary>Begins a probe if one is due.</summary>
    public bool BeginProbe(long now)
    {
        if (_isProbing || now < _nextProbe || !(IsFailing || Failures >= Enough))
            return false;
        return _isProbing = true;
    }

    /// <summary>Records a query; true if <see cref="IsFailing"/> has changed.</summary>
    public bool Record(bool hasFailed) => Record(hasFailed, IsFailing && hasFailed);

    /// <summary>Records the end of a probe; true if <see cref="IsFailing"/> has changed.</summary>
    public bool RecordProbe(bool hasFailed, long now)
    {
        (_isProbing, _nextProbe) = (false, now + (long)BetweenProbes.TotalMilliseconds);
        return Record(hasFailed, hasFailed);
    }

    private bool Record(bool hasFailed, bool isFailing)
    {
        Failures = hasFailed ? Failures + 1 : 0;
        var hasChanged = isFailing != IsFailing;
        IsFailing = isFailing;
        return hasChanged;
    }
}
