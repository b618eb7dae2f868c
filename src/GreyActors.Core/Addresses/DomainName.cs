using System.Globalization;

namespace GreyActors.Core.Addresses;

/// <summary>Folds the spellings of one mail domain into one form that can be compared as text.</summary>
public static class DomainName
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>A-labels in lower case without the trailing dot; an address literal or an invalid domain only in lower case.</summary>
    public static string Fold(string domain)
    {
        var lower = domain.ToLowerInvariant();
        if (lower.StartsWith('['))
            return lower;

        var bare = lower.EndsWith('.') ? lower[..^1] : lower;
        return System.Text.Ascii.IsValid(bare) ? bare : ToALabels(bare);
    }

    // An invalid domain must still be equal to itself; the parser has already decided whether it is valid.
    private static string ToALabels(string domain)
    {
        try
        {
            return Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
