using System.Collections.Immutable;
using GreyActors.Core.Known;

namespace GreyActors.Introspection;

/// <summary>A page of known pairs and expected replies.</summary>
/// <param name="Next">The <c>after</c> of the next page; null if this is the last page. A page may be empty without being the last.</param>
/// <param name="Away">The partitions that did not answer.</param>
public sealed record ShownKnownPage(ImmutableArray<ShownKnown> Known, string? Next, ImmutableArray<int> Away);

/// <summary>The pair to allow.</summary>
public sealed record AllowKnownRequest(string? Identity, string? Organisation);

/// <summary>A known pair or an expected reply that an operator changed.</summary>
/// <param name="Identity">The identity of a pair; null for an expected reply.</param>
/// <param name="Recipient">Our user who expects the reply; null for a pair.</param>
/// <param name="Before">The entry before; null if it was unknown.</param>
public sealed record ShownKnownChange(string? Identity, string Organisation, string? Recipient, ShownKnown? Before)
{
    /// <summary>Converts the outcome of a change.</summary>
    public static ShownKnownChange Of(KnownKey key, KnownTimes? before, KnownTiming timing) => new(
        key.IsPair ? key.Identity : null,
        key.Organisation,
        key.IsPair ? null : key.Recipient,
        before is { } times ? ShownKnown.Of(new KnownEntry(key, times), timing) : null);
}
