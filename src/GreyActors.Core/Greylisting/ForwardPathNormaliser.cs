using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>Brings the spellings of one recipient to one form.</summary>
public static class ForwardPathNormaliser
{
    /// <summary>The folded form of a forward-path given without angle brackets.</summary>
    /// <remarks>
    /// It is a key to compare by, not an address to relay to: the local-part loses its case (RFC 5321 2.4 would have it kept),
    /// because a sender who retries with another spelling of it has waited all the same.
    /// </remarks>
    public static string Normalise(string forwardPath)
    {
        var at = forwardPath.LastIndexOf('@');
        return at < 0
            ? LongLocalPart.Shorten(forwardPath.ToLowerInvariant())
            : $"{LongLocalPart.Shorten(forwardPath[..at].ToLowerInvariant())}@{DomainName.Fold(forwardPath[(at + 1)..])}";
    }
}
