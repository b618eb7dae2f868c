using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace GreyActors.Core.Greylisting;

/// <summary>Replaces the counters, dates and random texts in the local-parts of machines by <c>#</c>, and leaves the numbers of people alone.</summary>
/// <remarks>
/// A local-part consists of parts: letters, digits and <c>#</c> between other characters. First, the parts decide together whether a machine
/// has made the local-part; only then are they folded. <c>#</c> itself is evidence, so that a folded local-part stays as it is.
/// </remarks>
internal static class SenderToken
{
    // Digits: a person may have a year or a postcode.
    private const int LongNumber = 6;
    private const int ShortNumber = 2;
    private const int ShortHex = 4;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        "alert", "alerts", "announce", "bnc", "bounce", "bounced", "bounces", "campaign", "confirm", "confirmation", "dated", "delivery", "digest",
        "donotreply", "email", "env", "envelope", "error", "errors", "list", "lists", "mail", "mailer", "mailing", "mailings", "marketing", "member",
        "members", "message", "messages", "msg", "news", "newsletter", "newsletters", "noreply", "notice", "notification", "notifications",
        "notify", "order", "orders", "owner", "promo", "reminder", "reply", "report", "reports", "request", "return", "returns", "sender", "sentto",
        "service", "system", "ticket", "tickets", "tracking", "unsub", "unsubscribe", "update", "updates", "verp").GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> Variable = SearchValues.Create("0123456789#");
    private static readonly SearchValues<char> MailjetToken = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-#");
    private static readonly SearchValues<char> AcousticToken = SearchValues.Create("abcdefghijklmnop_-0123456789#");

    /// <summary>Hexadecimal digits in lower case.</summary>
    public static SearchValues<char> HexDigits { get; } = SearchValues.Create("0123456789abcdef");

    /// <summary>Folds a local-part.</summary>
    /// <param name="localPart">In lower case.</param>
    /// <param name="hadRecipient">Whether it ended with a recipient: then any number is a counter.</param>
    public static string Fold(ReadOnlySpan<char> localPart, bool hadRecipient)
    {
        if (IsMailjet(localPart))
            return "#";
        if (IsAcoustic(localPart))
            return "v-#";
        return localPart.ContainsAny(Variable) && localPart.ContainsAnyInRange('a', 'z') && IsOfMachine(localPart, hadRecipient ? ShortNumber : LongNumber)
            ? FoldParts(localPart)
            : localPart.ToString();
    }

    private static bool IsOfMachine(ReadOnlySpan<char> localPart, int numberFrom)
    {
        for (var from = 0; NextPart(localPart, from) is { Length: > 0 } found; from = found.End)
        {
            var part = localPart[found.From..found.End];
            var isWhole = part.Length == localPart.Length;
            if (part.Contains('#') || IsRandom(part) || (!isWhole && (Words.Contains(part) || IsCounter(part, numberFrom))))
                return true;
        }

        return false;
    }

    private static string FoldParts(ReadOnlySpan<char> localPart)
    {
        var folded = new StringBuilder(localPart.Length);
        var (from, afterToken) = (0, false);
        while (NextPart(localPart, from) is { Length: > 0 } found)
        {
            var part = localPart[found.From..found.End];
            var isToken = IsToken(part);
            // The number of tokens in a row may vary.
            if (!isToken || !afterToken)
                folded.Append(localPart[from..found.From]);
            if (!isToken)
                AppendWithoutNumbers(folded, part);
            else if (!afterToken)
                folded.Append('#');
            (from, afterToken) = (found.End, isToken);
        }

        return folded.Append(localPart[from..]).ToString();
    }

    // A part of a machine's local-part that is nothing but a token. The word "feed" may be one, too: six in a hundred UUIDs have such a group.
    private static bool IsToken(ReadOnlySpan<char> part) =>
        !part.ContainsAnyExcept(Variable)
        || (part.Length >= ShortHex && !part.ContainsAnyExcept(HexDigits))
        || (part.ContainsAnyInRange('0', '9') && (part.Length >= 8 || (part.Length >= 6 && Changes(part) >= 2)));

    // us14 and us17 are machines of one sender.
    private static void AppendWithoutNumbers(StringBuilder folded, ReadOnlySpan<char> part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (!Variable.Contains(part[i]))
                folded.Append(part[i]);
            else if (i == 0 || !Variable.Contains(part[i - 1]))
                folded.Append('#');
        }
    }

    // john75, r2d2 and maximilian1985 are people. A random text changes more often between letters and digits.
    private static bool IsRandom(ReadOnlySpan<char> part) => part.Length >= 10 && Changes(part) is var changes
        && (changes >= 4 || (changes == 3 && part.Length >= 16) || (changes >= 2 && part.Length >= 12 && !part.ContainsAnyExcept(HexDigits)));

    // anna.1990 and anna.19900317 are people; crm-20260317 is a machine.
    private static bool IsCounter(ReadOnlySpan<char> part, int numberFrom) =>
        part.Length >= numberFrom && !part.ContainsAnyExceptInRange('0', '9') && (numberFrom == ShortNumber || !IsBirthday(part));

    private static bool IsBirthday(ReadOnlySpan<char> number) =>
        number.Length == 8 && (number.StartsWith("19", StringComparison.Ordinal) || number[4..].StartsWith("19", StringComparison.Ordinal));

    private static int Changes(ReadOnlySpan<char> part)
    {
        var changes = 0;
        for (var i = 1; i < part.Length; i++)
            changes += char.IsAsciiDigit(part[i]) != char.IsAsciiDigit(part[i - 1]) ? 1 : 0;
        return changes;
    }

    // 4b5c6132.AVMAACV-6GkAAckX6tYAAM5Eez0AAYCsxc8AndYRABIoIQBlCbSN: the letters - and _ are part of the token. Version 1 left # for eight digits, or for any
    // other number, so all numbers are folded alike.
    private static bool IsMailjet(ReadOnlySpan<char> localPart) =>
        localPart.IndexOf('.') is var dot and > 0 && localPart.Length >= dot + 25 && IsMailjetNumber(localPart[..dot])
        && !localPart[(dot + 1)..].ContainsAnyExcept(MailjetToken) && Changes(localPart[dot..]) >= 4;

    private static bool IsMailjetNumber(ReadOnlySpan<char> text) => text is "#"
        || (text.Length >= ShortNumber && !text.ContainsAnyExceptInRange('0', '9'))
        || (text.Length == 8 && !text.ContainsAnyExcept(HexDigits));

    // v-biheobc_begnlldjf_icanamoe_icanamoe_a-1: Acoustic, formerly Silverpop, writes numbers in letters.
    private static bool IsAcoustic(ReadOnlySpan<char> localPart) =>
        localPart.StartsWith("v-", StringComparison.Ordinal) && localPart.Count('_') >= 3 && !localPart[2..].ContainsAnyExcept(AcousticToken);

    private static (int From, int End, int Length) NextPart(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && !IsOfPart(text[from]))
            from++;
        var end = from;
        while (end < text.Length && IsOfPart(text[end]))
            end++;
        return (from, end, end - from);
    }

    private static bool IsOfPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '#';
}
