namespace GreyActors.Core.Outcome;

/// <summary>The bounds of the <see cref="OutcomeState"/>. With the defaults it takes less than 20 MB.</summary>
/// <param name="Conversations">The conversations that are certainly remembered; at most twice as many are.</param>
/// <param name="Waiting">The deferred mails that are followed.</param>
/// <param name="WaitingOctets">The size of their addresses in UTF-8.</param>
/// <param name="Lost">The mails that are listed after their senders gave up, and as many that were not retried.</param>
public sealed record OutcomeLimits(int Conversations = 100_000, int Waiting = 50_000, int WaitingOctets = 6_000_000, int Lost = 1000)
{
    /// <summary>The days that are kept, today included.</summary>
    public const int Days = 35;

    /// <summary>The longest waits that are kept for each day.</summary>
    public const int LongestPerDay = 20;

    /// <summary>The bounds for the sum of some machines.</summary>
    public OutcomeLimits Times(int machines) => new(Conversations, Waiting * machines, WaitingOctets * machines, Lost * machines);
}
