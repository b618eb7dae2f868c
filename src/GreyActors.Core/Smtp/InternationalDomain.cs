using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Determines which non-ASCII characters a domain may contain (RFC 6531 3.3, RFC 5890 2.3.2.1).</summary>
internal static class InternationalDomain
{
    /// <summary>
    /// Whether all software compares and resolves <paramref name="domain"/> in the same way: it contains no invisible characters, no full stop but the
    /// ASCII one, and no letter that folds into another script or spelling.
    /// </summary>
    /// <remarks>
    /// Domains are compared after folding, but passed on as written. A backend that folds differently (IDNA2003, UTS 46, not at all) would see another
    /// domain than the one that was checked, and relay to it because it trusts us. All of IDNA2008 would be stricter still, but needs tables that must be
    /// kept up to date.
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

    // IDNA2003 (RFC 3490 3.1) reads these as a dot.
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
