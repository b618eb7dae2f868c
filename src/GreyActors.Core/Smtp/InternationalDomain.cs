using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Which characters beyond ASCII a domain may hold (RFC 6531 3.3, RFC 5890 2.3.2.1).</summary>
internal static class InternationalDomain
{
    /// <summary>
    /// True when everybody who compares or resolves <paramref name="domain"/> must take it for the same one: it holds nothing invisible,
    /// no full stop but the ASCII one and no letter that folds into another script or spelling.
    /// </summary>
    /// <remarks>
    /// We compare after folding, and pass on what was written. A backend that folds in another way (IDNA2003, UTS 46, not at all)
    /// would see another domain than the one that was judged, and relay to it because it trusts us. The whole of IDNA2008 would be stricter
    /// still, but needs tables that we would have to keep up to date.
    /// </remarks>
    public static bool IsUnambiguous(string domain)
    {
        foreach (var rune in domain.EnumerateRunes())
        {
            if (!rune.IsAscii && (IsFullStop(rune) || !IsVisible(rune) || !FoldsInPlace(rune)))
                return false;
        }

        return true;
    }

    // What IDNA2003 (RFC 3490 3.1) reads as a dot.
    private static bool IsFullStop(Rune rune) => rune.Value is 0x3002 or 0xFF0E or 0xFF61;

    // The joiners are part of Persian and Indic names (RFC 5892 A.1, A.2).
    private static bool IsVisible(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);

    // False for the Kelvin sign, which folds to k, and for the capital sharp s, which some fold to ss.
    private static bool FoldsInPlace(Rune rune)
    {
        var lower = Rune.ToLowerInvariant(rune);
        return lower == rune || Rune.ToUpperInvariant(lower) == rune;
    }
}
