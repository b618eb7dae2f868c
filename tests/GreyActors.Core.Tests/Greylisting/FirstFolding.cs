using System.Text.RegularExpressions;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Tests.Greylisting;

/// <summary>The folding of version 1, which made the keys of the first releases' stores.</summary>
internal static partial class FirstFolding
{
    /// <summary>The folded form of a reverse-path without angle brackets; the null reverse-path stays empty.</summary>
    /// <remarks>The result is a key for comparison, not an address.</remarks>
    public static string Normalise(string reversePath)
    {
        var at = reversePath.LastIndexOf('@');

        // RFC 5321 2.4 leaves the case of local-parts to their host. Folding it can at most merge two senders that differ in nothing else; keeping it would
        // defer a sender whose systems use different cases.
        return at < 0
            ? FoldLocalPart(reversePath.ToLowerInvariant())
            : $"{FoldLocalPart(reversePath[..at].ToLowerInvariant())}@{DomainName.Fold(reversePath[(at + 1)..])}";
    }

    private static string FoldLocalPart(string localPart)
    {
        var untagged = Batv().Replace(localPart, string.Empty);

        if (Srs0().Match(untagged) is { Success: true } srs0)
            return LongLocalPart.Shorten($"srs0=#=#={srs0.Groups["domain"]}={FoldUser(srs0.Groups["user"].Value)}");
        if (Srs1().Match(untagged) is { Success: true } srs1)
            return LongLocalPart.Shorten($"srs1=#={srs1.Groups["forwarder"]}==#=#={srs1.Groups["domain"]}={FoldUser(srs1.Groups["user"].Value)}");

        return LongLocalPart.Shorten(FoldUser(WithoutVerpRecipient(untagged)));
    }

    private static string FoldUser(string user)
    {
        var extension = user.IndexOf('+', StringComparison.Ordinal);
        var plain = extension > 0 ? user[..extension] : user;
        return IsListStyle(plain) ? Number().Replace(plain, "#") : plain;
    }

    // bounce-4711-user=example.org: the triplet already contains the recipient, as the forward-path. A regular expression would take cubic time, and a
    // local-part may have a thousand characters.
    private static string WithoutVerpRecipient(string localPart)
    {
        var equals = localPart.LastIndexOf('=');
        if (equals < 0 || localPart.Length - equals < 4 || localPart.AsSpan(equals + 2)[..^1].IndexOf('.') < 0)
            return localPart;
        // The user starts after the first separator that has no "-", "+" or "=" after it, and is not empty.
        var before = localPart.AsSpan(0, equals);
        var start = before.LastIndexOfAny('-', '+', '=');
        if (start <= 0 || before[start] == '=')
            start = IndexOfDotOrUnderscore(before, Math.Max(start + 1, 1));
        return start > 0 && equals - start > 1 ? localPart[..start] : localPart;
    }

    private static int IndexOfDotOrUnderscore(ReadOnlySpan<char> text, int from)
    {
        var found = from < text.Length ? text[from..].IndexOfAny('.', '_') : -1;
        return found < 0 ? -1 : from + found;
    }

    // john75 and 12345678 are people; bounce-75 and news.return-4711 are counters of a list.
    private static bool IsListStyle(string user) =>
        user.AsSpan().IndexOfAny("-_.=/") >= 0 && user.AsSpan().ContainsAnyInRange('a', 'z');

    // BATV (draft-levine-smtp-batv): prvs=TAG=user, possibly several times after several systems.
    [GeneratedRegex("^(prvs=[0-9a-z]+=)+(?=.)")]
    private static partial Regex Batv();

    // SRS0=HASH=TIMESTAMP=domain=user; after SRS0 also + or -. A hash may contain anything but the separator.
    [GeneratedRegex("^srs0[=+-][^=]+=[^=]+=(?<domain>[^=]+)=(?<user>.+)$")]
    private static partial Regex Srs0();

    // SRS1=HASH=forwarder==HASH=TIMESTAMP=domain=user
    [GeneratedRegex("^srs1[=+-][^=]+=(?<forwarder>[^=]+)=[=+-][^=]+=[^=]+=(?<domain>[^=]+)=(?<user>.+)$")]
    private static partial Regex Srs1();

    [GeneratedRegex(@"(?<![0-9a-z])[0-9]{2,}(?![0-9a-z])")]
    private static partial Regex Number();
}
