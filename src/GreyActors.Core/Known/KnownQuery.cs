using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>A search for known pairs and expected replies; null conditions are ignored.</summary>
/// <param name="IsPair">Only pairs, or only expected replies.</param>
public sealed record KnownQuery(
    IdentityPattern? Identity = null, TextPattern? Organisation = null, TextPattern? Recipient = null, bool? IsPair = null)
{
    /// <summary>Whether an entry matches.</summary>
    public bool Matches(KnownView known) =>
        (IsPair is null || IsPair == known.IsPair)
        && (Organisation is null || Organisation.Matches(known.Organisation))
        && (Recipient is null || Recipient.Matches(known.Recipient))
        && (Identity is null || Identity.Matches(known.Identity));
}
