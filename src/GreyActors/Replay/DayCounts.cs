namespace GreyActors.Replay;

/// <summary>The decisions of one day (UTC).</summary>
/// <param name="day">Days since 1970.</param>
internal sealed class DayCounts(long day)
{
    private const long Length = 24 * 60 * 60 * 1000;

    /// <summary>The day.</summary>
    public DateOnly Day { get; } = DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day));

    /// <summary>Recipients that were accepted at the first try.</summary>
    public int AtOnce { get; private set; }

    /// <summary>Recipients that were accepted at a later try.</summary>
    public int Later { get; private set; }

    /// <summary>Recipients that were deferred, once for each try.</summary>
    public int Deferred { get; private set; }

    /// <summary>Recipients that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>The day of a time in Unix milliseconds.</summary>
    public static long DayOf(long time) => Math.DivRem(time, Length, out var rest) is var quotient && rest < 0 ? quotient - 1 : quotient;

    /// <summary>Counts the last decision about a recipient.</summary>
    public void Count(in RecipientOutcome outcome)
    {
        switch (outcome.State)
        {
            case RecipientState.Accepted when outcome.Delay == 0:
                AtOnce++;
                break;
            case RecipientState.Accepted:
                Later++;
                break;
            case RecipientState.Refused:
                Refused++;
                break;
            default:
                Deferred++;
                break;
        }
    }
}
