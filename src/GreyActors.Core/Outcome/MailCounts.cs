namespace GreyActors.Core.Outcome;

/// <summary>The mails of one kind that passed: those that did not wait, and the delays of the others.</summary>
public sealed class MailCounts
{
    /// <summary>The mails that passed at their first attempt.</summary>
    public long Undelayed { get; private set; }

    /// <summary>The mails that waited.</summary>
    public DelayHistogram Delays { get; } = new();

    /// <summary>Counts a mail; zero is no delay.</summary>
    public void Add(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
            Delays.Add(delay);
        else
            Undelayed++;
    }

    /// <summary>Adds mails without a delay.</summary>
    public void AddUndelayed(long mails) => Undelayed += mails;

    /// <summary>Adds all counts of others.</summary>
    public void Add(MailCounts other)
    {
        Undelayed += other.Undelayed;
        Delays.Add(other.Delays);
    }

    /// <summary>The figures of these mails.</summary>
    public MailFigures Figures()
    {
        var mails = Undelayed + Delays.Count;
        return new MailFigures(
            mails,
            Delays.Count,
            mails == 0 ? 0 : (double)Delays.Count / mails,
            Delays.Quantile(0.5, Undelayed)?.TotalSeconds,
            Delays.Quantile(0.95, Undelayed)?.TotalSeconds,
            Delays.Quantile(0.5, 0)?.TotalSeconds,
            Delays.Quantile(0.95, 0)?.TotalSeconds);
    }
}

/// <summary>The delay of mails of one kind. Times are in seconds, good to 5 %; null if there is no mail to compute them from.</summary>
/// <param name="Mails">The mails that passed; each recipient of a mail counts.</param>
/// <param name="Delayed">The number of these that had to wait.</param>
/// <param name="Share">The part of them that had to wait, 0 to 1.</param>
/// <param name="Median">The median delay of all, of which many are zero.</param>
/// <param name="P95">The delay that 95 % of all do not exceed.</param>
/// <param name="DelayedMedian">The median of those that waited.</param>
/// <param name="DelayedP95">The delay that 95 % of those that waited do not exceed.</param>
public sealed record MailFigures(
    long Mails, long Delayed, double Share, double? Median, double? P95, double? DelayedMedian, double? DelayedP95);
