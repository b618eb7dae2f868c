namespace GreyActors.Core.Greylisting;

/// <summary>Decides whether the time of day can be trusted for the expiry of triplets; immutable.</summary>
/// <remarks>
/// A clock that jumps a year ahead makes all triplets look expired, and they are lost even if it jumps back. A jump is a difference to a monotonic
/// clock. After a jump nothing expires for a day: the operator has time to correct the clock, and if the new time is right, this only costs memory.
/// </remarks>
/// <param name="Day">The time of day at the last check.</param>
/// <param name="Steady">The time of a monotonic clock at the last check.</param>
/// <param name="TrustedFrom">The time of that clock at which the time of day is trusted again.</param>
/// <param name="Jump">The jump of the time of day between the last two checks.</param>
public sealed record ClockTrust(DateTimeOffset Day, TimeSpan Steady, TimeSpan TrustedFrom, TimeSpan Jump)
{
    /// <summary>The time without expiry after a jump.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    // Small corrections of the clock, and daylight saving time in a virtual machine, do not count as jumps.
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(2);

    /// <summary>Whether the time of day is trusted.</summary>
    public bool IsTrusted => Steady >= TrustedFrom;

    /// <summary>Whether the last check found a jump.</summary>
    public bool HasJumped => Jump.Duration() > Tolerance;

    /// <summary>Trusts the time of day at the start of the program.</summary>
    public static ClockTrust Begin(DateTimeOffset day, TimeSpan steady) => new(day, steady, steady, TimeSpan.Zero);

    /// <summary>Compares both clocks.</summary>
    public ClockTrust Look(DateTimeOffset day, TimeSpan steady)
    {
        var next = new ClockTrust(day, steady, TrustedFrom, day - Day - (steady - Steady));
        return next.HasJumped ? next with { TrustedFrom = steady + Pause } : next;
    }
}
