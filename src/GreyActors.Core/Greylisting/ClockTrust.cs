namespace GreyActors.Core.Greylisting;

/// <summary>Says whether the clock of the day may decide what is forgotten; immutable.</summary>
/// <remarks>
/// A clock that jumps a year ahead makes everything look expired, and a clock that jumps back does not bring back what was forgotten. A jump is
/// a step that a clock which never jumps did not make. After it, nothing is forgotten for a day: an operator has time to correct the clock,
/// and where the new time is right, only memory is lost.
/// </remarks>
/// <param name="Day">The time of day at the last look.</param>
/// <param name="Steady">The time on a clock that never jumps, at the last look.</param>
/// <param name="TrustedFrom">On that clock, when the clock of the day is trusted again.</param>
/// <param name="Jump">By how much the clock of the day jumped between the last two looks.</param>
public sealed record ClockTrust(DateTimeOffset Day, TimeSpan Steady, TimeSpan TrustedFrom, TimeSpan Jump)
{
    /// <summary>How long nothing is forgotten after a jump.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    // Corrections of a clock that is slightly wrong, and daylight saving in a virtual machine, are no reason to keep anything longer.
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(2);

    /// <summary>True when the clock of the day may decide.</summary>
    public bool IsTrusted => Steady >= TrustedFrom;

    /// <summary>True when the last look found a jump.</summary>
    public bool HasJumped => Jump.Duration() > Tolerance;

    /// <summary>Trusts the clock of the day as it is when the program starts.</summary>
    public static ClockTrust Begin(DateTimeOffset day, TimeSpan steady) => new(day, steady, steady, TimeSpan.Zero);

    /// <summary>Looks at both clocks.</summary>
    public ClockTrust Look(DateTimeOffset day, TimeSpan steady)
    {
        var next = new ClockTrust(day, steady, TrustedFrom, day - Day - (steady - Steady));
        return next.HasJumped ? next with { TrustedFrom = steady + Pause } : next;
    }
}
