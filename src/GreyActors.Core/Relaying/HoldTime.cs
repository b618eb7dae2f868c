namespace GreyActors.Core.Relaying;

/// <summary>The time for which a session has made its relays wait for the client, since the client last completed a mail.</summary>
/// <remarks>
/// Only a mail that was sent to its end sets it to zero. NOOP, RSET, HELO, further recipients and further transactions do not: a client
/// that uses them in turn would hold a relay for ever. The time that a backend needs is not in it.
/// </remarks>
/// <param name="BeforeData">From an accepted recipient to DATA.</param>
/// <param name="InMailData">Within the mail data.</param>
public readonly record struct HoldTime(TimeSpan BeforeData, TimeSpan InMailData)
{
    /// <summary>The same and this wait.</summary>
    public HoldTime With(TimeSpan waited, bool inMailData) =>
        inMailData ? this with { InMailData = InMailData + waited } : this with { BeforeData = BeforeData + waited };

    /// <summary>How long the client may go on before its place is revocable; zero: it is now.</summary>
    public TimeSpan UntilRevocable(HoldLimits limits, bool inMailData) =>
        NotNegative(inMailData ? limits.YieldDataAfter - InMailData : limits.YieldIdleAfter - BeforeData);

    /// <summary>How long the client may go on before DATA until its session ends; zero: it ends now.</summary>
    public TimeSpan UntilTimeout(HoldLimits limits) => NotNegative(limits.CommandTimeout - BeforeData);

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}

/// <summary>The limits of <see cref="HoldTime"/>.</summary>
/// <param name="YieldIdleAfter">A client that has not sent DATA after this time loses its relay when others wait.</param>
/// <param name="YieldDataAfter">A client that has not sent its mail data to the end after this time loses its relay when others wait.</param>
/// <param name="CommandTimeout">A client that has not sent DATA after this time loses its session.</param>
public readonly record struct HoldLimits(TimeSpan YieldIdleAfter, TimeSpan YieldDataAfter, TimeSpan CommandTimeout);
