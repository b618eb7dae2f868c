using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>One recipient of one mail from one client: the three parts of a triplet, with all identities of the client.</summary>
/// <param name="Identities">At least one; the attempt passes if any of them has waited long enough.</param>
/// <param name="ReversePath">Normalised by <see cref="SenderNormaliser"/>; empty for the null reverse-path.</param>
/// <param name="ForwardPath">Normalised by <see cref="ForwardPathNormaliser"/>: a key, not an address to relay to.</param>
public sealed record Attempt(ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath)
{
    /// <summary>The organisational domain of the sender; empty if it has none.</summary>
    public string Organisation { get; init; } = string.Empty;

    /// <summary>True in observe mode: the client gets no reason to retry, so it proves nothing that it does not.</summary>
    public bool IsObserved { get; init; }

    /// <summary>True if a DNS deny list contains the client: it then waits <see cref="GreylistTiming.ListedDelay"/>.</summary>
    public bool IsListed { get; init; }
}
