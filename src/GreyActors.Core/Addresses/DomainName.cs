using System.Globalization;

namespace GreyActors.Core.Addresses;

/// <summary>Brings the spellings of one mail domain to one form, in which they can be compared as text.</summary>
public static class DomainName
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>A-labels in lower case without the trailing dot; an address literal, or what is no domain, only in lower case.</summary>
    public static string Fold(string domain)
    {
        var lower = domain.ToLowerInvariant();
        if (lower.StartsWith('['))
            return lower;

        var bare = lower.EndsWith('.') ? lower[..^1] : lower;
        return System.Text.Ascii.IsValid(bare) ? bare : ToALabels(bare);
    }

    // What cannot be a domain must still compare equal to itself: whether it is one was decided where it was parsed.
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
