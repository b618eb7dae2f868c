using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Core.Outcome;

/// <summary>Why a mail did not pass although it was retried, and what the operator can do.</summary>
/// <param name="Why">The reason, as a clause.</param>
/// <param name="Command">A command that lets this mail pass, or shows more, ready to be copied into a shell.</param>
/// <param name="Setting">A change of the configuration that helps all such mail; null if there is none.</param>
public sealed record Advice(string Why, string Command, string? Setting)
{
    /// <summary>The advice for a mail.</summary>
    public static Advice For(in WaitingMail waiting, OutcomeTiming timing)
    {
        var mail = waiting.Mail;
        var interval = TimeSpan.FromMilliseconds(waiting.Interval);
        var allow = ShellWord.Command("greyactors allow", mail.Client, mail.From.Length == 0 ? "<>" : mail.From, mail.To);
        var explain = ShellWord.Command("greyactors explain", mail.Client, mail.From.Length == 0 ? "<>" : mail.From, mail.To);
        return waiting.Rule switch
        {
            RecipientRule.StoreFailure or RecipientRule.Crowded or RecipientRule.LittleMemory =>
                new Advice($"{RecipientRules.Of(waiting.Rule).Sentence}, so nothing could be judged", "greyactors status", null),
            _ when waiting.Attempts == 1 => new Advice("was not retried: the client may have no queue", allow, Whitelist(mail)),
            _ when interval > timing.RetryWindow =>
                new Advice($"retries too rarely: the last retry came after {InWords.Span(interval)}", allow, $"greylisting.retry-window = {WholeDays(interval)}d"),
            RecipientRule.TooSoon =>
                new Advice("retries too soon, and each time the wait starts again", allow, "greylisting.too-soon = 0s"),
            RecipientRule.TooLate =>
                new Advice("retries too late, and the wait starts again", allow, $"greylisting.retry-window = {WholeDays(timing.RetryWindow)}d"),
            _ when waiting.NetworkCount > 1 =>
                new Advice($"retries from {waiting.NetworkCount} networks or more, without a name or an SPF record in common", explain, WhitelistSender(mail)),
            RecipientRule.StillWaiting =>
                new Advice($"retries too early: the last retry came after {InWords.Span(interval)}, and it had not waited long enough", allow, Whitelist(mail)),
            _ => new Advice("each attempt looks like a new one", allow, Whitelist(mail)),
        };
    }

    private static string Whitelist(OutcomeMail mail) => $"whitelisted-clients += \"{mail.Client}\"";

    // An entry for one of its clients does not help a pool.
    private static string? WhitelistSender(OutcomeMail mail) =>
        mail.From.Length == 0 || mail.From.AsSpan().ContainsAny('"', '\\') ? null : $"whitelisted-senders += \"{mail.From}\"";

    // Twice the interval, in whole days: the next retry may be a little later.
    private static int WholeDays(TimeSpan interval) => (int)Math.Ceiling(2 * interval.TotalDays);
}
