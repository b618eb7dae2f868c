using System.Collections.Frozen;

namespace GreyActors.Core.Greylisting;

/// <summary>The identities whose mail seldom comes back. Their triplets are noted, but influence no decision. Immutable.</summary>
public sealed class IgnoredIdentities
{
    private readonly FrozenSet<ClientIdentity> _identities;

    private IgnoredIdentities(IEnumerable<ClientIdentity> identities) => _identities = identities.ToFrozenSet();

    /// <summary>Every identity counts.</summary>
    public static IgnoredIdentities None { get; } = new([]);

    /// <summary>The number of ignored identities.</summary>
    public int Count => _identities.Count;

    /// <summary>These identities.</summary>
    public static IgnoredIdentities Of(IEnumerable<ClientIdentity> identities) => new(identities);

    /// <summary>Whether an identity is ignored.</summary>
    public bool Contains(ClientIdentity identity) => _identities.Count > 0 && _identities.Contains(identity);
}
