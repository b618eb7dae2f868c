using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>Folds the spellings of one recipient into one form.</summary>
public static class ForwardPathNormaliser
{
    /// <summary>The folded form of a forward-path without angle brackets.</summary>
    /// <remarks>
    /// The result is a key for comparison, not an address to relay to: the local-part loses its case, which RFC 5321 2.4 preserves, so that a retry with
    /// another spelling counts.
    /// </remarks>
    public static string Normalise(string forwardPath)
    {
        var at = forwardPath.LastIndexOf('@');
        return at < 0
            ? LongLocalPart.Shorten(forwardPath.ToLowerInvariant())
            : $"{LongLocalPart.Shorten(forwardPath[..at].ToLowerInvariant())}@{DomainName.Fold(forwardPath[(at + 1)..])}";
    }
}
