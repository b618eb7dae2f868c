using System.Buffers;

namespace GreyActors.Core.Greylisting;

/// <summary>Removes the signatures that a sender's systems put around its local-part: BATV (draft-levine-smtp-batv) and its relatives.</summary>
internal static class BounceTag
{
    private const string Batv = "prvs=";
    private const string Barracuda = "btv1==";
    private const string SparkPost = "msprvs1=";

    // A key number, three digits of the day and six hexadecimal ones; some systems write one less, or up to two more.
    private const int ShortestTag = 7;
    private const int LongestTag = 12;

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>The local-part, in lower case, without any signature; several systems may have signed it one after the other.</summary>
    /// <remarks>Each step discards what it has read, so the time is linear.</remarks>
    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> localPart)
    {
        while (Step(localPart) is { Length: > 0 } less && less.Length < localPart.Length)
            localPart = less;
        return localPart;
    }

    private static ReadOnlySpan<char> Step(ReadOnlySpan<char> localPart)
    {
        if (localPart.StartsWith(Batv, StringComparison.Ordinal))
            return WithoutBatv(localPart[Batv.Length..]);
        if (localPart.StartsWith(Barracuda, StringComparison.Ordinal))
            return After(localPart[Barracuda.Length..], "==");
        return localPart.StartsWith(SparkPost, StringComparison.Ordinal) ? After(localPart[SparkPost.Length..], "=") : default;
    }

    // prvs=TAG=user, or prvs=user=TAG and prvs=user/TAG.
    private static ReadOnlySpan<char> WithoutBatv(ReadOnlySpan<char> signed)
    {
        var first = signed.IndexOf('=');
        if (first > 0 && IsTag(signed[..first]))
            return signed[(first + 1)..];
        var last = signed.LastIndexOfAny('=', '/');
        if (last > 0 && IsTag(signed[(last + 1)..]))
            return signed[..last];
        return first > 0 && !signed[..first].ContainsAnyExcept(LettersAndDigits) ? signed[(first + 1)..] : default;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> signed, ReadOnlySpan<char> separator)
    {
        var end = signed.IndexOf(separator);
        return end > 0 ? signed[(end + separator.Length)..] : default;
    }

    // The folding of version 1 left # for a tag of digits.
    private static bool IsTag(ReadOnlySpan<char> text) => text is "#"
        || (text.Length is >= ShortestTag and <= LongestTag && char.IsAsciiDigit(text[0]) && !text.ContainsAnyExcept(SenderToken.HexDigits));
}
