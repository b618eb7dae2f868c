using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>A partition reports how often the mail of its identities came back: after its recovery, and after each sweep that finds a change.</summary>
/// <param name="Number">The number of the partition.</param>
/// <param name="Counts">All identities with a sighting that is at least a day old, about <see cref="IdentityRecords.Most"/> at most.</param>
internal sealed record IdentitiesCounted(int Number, ImmutableArray<CountedIdentity> Counts);

/// <summary>The greylist sends each partition the identities that it must ignore: after its recovery, and when they change.</summary>
internal sealed record IgnoreIdentities(IgnoredIdentities Identities)
{
    /// <summary>Every identity counts.</summary>
    public static readonly IgnoreIdentities None = new(IgnoredIdentities.None);
}

/// <summary>
/// Asks the greylist for everything that another state in the same store needs: <see cref="IgnoreIdentities"/> now and at each change,
/// <see cref="StoreRecreated"/> and <see cref="StoreRecovered"/>. The greylist also accepts <see cref="CheckStore"/> from the subscriber.
/// </summary>
internal sealed record SubscribeToGreylist
{
    /// <summary>The one instance.</summary>
    public static readonly SubscribeToGreylist Instance = new();
}
