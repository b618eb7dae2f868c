using System.Text.RegularExpressions;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>
/// Folds the variable reverse-paths of one sender into one, so that a sender with a new address for each mail, or each retry, is not deferred
/// forever.
/// </summary>
/// <remarks>docs/sender-folding.md lists the rules and where they come from. They began as postgrey's <c>do_sender_substitutions</c>.</remarks>
public static partial class SenderNormaliser
{
    /// <summary>The version of the rules. A store whose keys have another version is converted when it is opened.</summary>
    /// <remarks>Increase it with each change of a result.</remarks>
    public const int Version = 2;

    // A rule can uncover the input of another one, for example the tag of a sender inside an SRS address. Real addresses need one or two passes.
    private const int MostPasses = 16;

    /// <summary>The folded form of a reverse-path without angle brackets; the null reverse-path stays empty.</summary>
    /// <remarks>The result is a key for comparison, not an address. Folding it again changes nothing.</remarks>
    public static string Normalise(string reversePath)
    {
        var (last, folded) = (reversePath, Fold(reversePath));
        for (var pass = 1; pass < MostPasses && folded != last; pass++)
            (last, folded) = (folded, Fold(folded));
        return folded;
    }

    private static string Fold(string reversePath)
    {
        var at = reversePath.LastIndexOf('@');

        // RFC 5321 2.4 leaves the case of local-parts to their host. Folding it can at most merge two senders that differ in nothing else; keeping it would
        // defer a sender whose systems use different cases.
        if (at < 0)
            return FoldLocalPart(reversePath.ToLowerInvariant(), string.Empty);
        var domain = SenderDomain.Fold(DomainName.Fold(reversePath[(at + 1)..]));
        return $"{FoldLocalPart(reversePath[..at].ToLowerInvariant(), domain)}@{domain}";
    }

    private static string FoldLocalPart(string localPart, string domain)
    {
        if (LongLocalPart.IsShortened(localPart))
            return localPart;
        var untagged = BounceTag.Strip(localPart);
        var folded = untagged.StartsWith("srs", StringComparison.Ordinal) ? FoldSrs(untagged) : null;
        return LongLocalPart.Shorten(folded ?? FoldUser(untagged, domain));
    }

    private static string? FoldSrs(ReadOnlySpan<char> untagged)
    {
        var localPart = untagged.ToString();
        if (Srs0().Match(localPart) is { Success: true } srs0)
            return $"srs0=#=#={FoldOriginal(srs0)}";
        if (Srs1().Match(localPart) is { Success: true } srs1)
            return $"srs1=#={srs1.Groups["forwarder"]}==#=#={FoldOriginal(srs1)}";
        return null;
    }

    private static string FoldOriginal(Match srs)
    {
        var domain = SenderDomain.Fold(srs.Groups["domain"].Value);
        return $"{domain}={FoldUser(BounceTag.Strip(srs.Groups["user"].Value), domain)}";
    }

    private static string FoldUser(ReadOnlySpan<char> user, string domain)
    {
        if (SenderDomain.IsOpaque(domain))
            return "#";
        var plain = Verp.Strip(user, out var hadRecipient);
        return SenderToken.Fold(SenderDomain.WithoutToken(plain, domain), hadRecipient);
    }

    // SRS0=HASH=TIMESTAMP=domain=user; after SRS0 also + or -. A hash may contain anything but the separator.
    [GeneratedRegex("^srs0[=+-][^=]+=[^=]+=(?<domain>[^=]+)=(?<user>.+)$")]
    private static partial Regex Srs0();

    // SRS1=HASH=forwarder==HASH=TIMESTAMP=domain=user
    [GeneratedRegex("^srs1[=+-][^=]+=(?<forwarder>[^=]+)=[=+-][^=]+=[^=]+=(?<domain>[^=]+)=(?<user>.+)$")]
    private static partial Regex Srs1();
}
