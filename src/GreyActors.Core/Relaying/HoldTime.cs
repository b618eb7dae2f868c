namespace GreyActors.Core.Relaying;

/// <summary>The time that a session's relays have spent waiting for the client since its last complete mail.</summary>
/// <remarks>
/// Only a complete mail resets it. NOOP, RSET, HELO, further recipients and further transactions do not; otherwise a client could use them to hold a
/// relay forever. The backend's response time is not included.
/// </remarks>
/// <param name="BeforeData">The time from an accepted recipient to DATA.</param>
/// <param name="InMailData">The time within the mail data.</param>
public readonly record struct HoldTime(TimeSpan BeforeData, TimeSpan InMailData)
{
    /// <summary>Adds a wait.</summary>
    public HoldTime With(TimeSpan waited, bool inMailData) =>
        inMailData ? this with { InMailData = InMailData + waited } : this with { BeforeData = BeforeData + waited };

    /// <summary>The time until the place is revocable; zero: it is revocable now.</summary>
    public TimeSpan UntilRevocable(HoldLimits limits, bool inMailData) =>
        NotNegative(inMailData ? limits.YieldDataAfter - InMailData : limits.YieldIdleAfter - BeforeData);

    /// <summary>The time without DATA until the session ends; zero: it ends now.</summary>
    public TimeSpan UntilTimeout(HoldLimits limits) => NotNegative(limits.CommandTimeout - BeforeData);

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}

/// <summary>The limits of <see cref="HoldTime"/>.</summary>
/// <param name="YieldIdleAfter">A client that has not sent DATA after this time loses its relay if others wait.</param>
/// <param name="YieldDataAfter">A client that has not completed its mail data after this time loses its relay if others wait.</param>
/// <param name="CommandTimeout">A client that has not sent DATA after this time loses its session.</param>
public readonly record struct HoldLimits(TimeSpan YieldIdleAfter, TimeSpan YieldDataAfter, TimeSpan CommandTimeout);
