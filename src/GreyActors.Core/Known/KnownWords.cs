using System.Globalization;

namespace GreyActors.Core.Known;

/// <summary>Known pairs and expected replies in words.</summary>
public static class KnownWords
{
    /// <summary>The reason why mail does not wait, as a clause: <c>known since 3 Dec 2026 through spf:example.org, 14 mails</c>.</summary>
    public static string Of(KnownEntry entry)
    {
        var (key, times) = entry;
        return times.Source switch
        {
            KnownSource.Sent => $"{key.Recipient} wrote to {key.Organisation} on {Day(times.LastUsed)}{Mails(times)}",
            KnownSource.Operator => $"allowed by an operator on {Day(times.FirstPass)} for {key.Organisation} through {key.Identity}{Mails(times)}",
            KnownSource.History => $"known from logs since {Day(times.FirstPass)} through {key.Identity}{Mails(times)}",
            _ => $"known since {Day(times.FirstPass)} through {key.Identity}{Mails(times)}",
        };
    }

    private static string Day(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Mails(KnownTimes times) => times.Mails switch
    {
        0 => "",
        1 => ", 1 mail",
        var mails => string.Create(CultureInfo.InvariantCulture, $", {mails} mails"),
    };
}
