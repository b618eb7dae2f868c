using System.Buffers;

namespace GreyActors.Core.Reputation;

/// <summary>The words by which providers name mail servers.</summary>
internal static class MailWords
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = new HashSet<string>(StringComparer.Ordinal)
    {
        "bounce", "bounces", "bulk", "delivery", "edm", "exch", "exchange", "exim", "forward", "forwarder", "imap", "mout", "mta", "mtas", "newsletter",
        "newsletters", "out", "outbound", "outgoing", "pop", "post", "postfix", "relay", "relays", "send", "sender", "senders", "sending", "smarthost",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a part of the name indicates mail. Digits and punctuation separate the parts, so <c>mx12</c> and <c>out-3</c> do.</summary>
    /// <param name="name">In lower case, without the last label: <c>.mx</c> is Mexico, and <c>.email</c> and <c>.post</c> exist too.</param>
    public static bool AreIn(ReadOnlySpan<char> name)
    {
        while (name.IndexOfAny(Letters) is >= 0 and var start)
        {
            name = name[start..];
            var length = name.IndexOfAnyExcept(Letters) is >= 0 and var end ? end : name.Length;
            if (IsOne(name[..length]))
                return true;
            name = name[length..];
        }

        return false;
    }

    private static bool IsOne(ReadOnlySpan<char> word) =>
        word.StartsWith("mail") || word.StartsWith("email") || word.StartsWith("smtp") || word.StartsWith("mx")
        || word.EndsWith("mail") || word.EndsWith("smtp") || word.EndsWith("mta") || Words.Contains(word);
}
