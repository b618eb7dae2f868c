using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GreyActors.Core.Greylisting;

/// <summary>The counts of all identities, as the sum over the partitions, and the identities that are ignored because of them.</summary>
/// <remarks>A partition that is away keeps the counts that it reported last.</remarks>
public sealed class IdentitySums(int partitions)
{
    private readonly ImmutableArray<CountedIdentity>[] _reports = [.. Enumerable.Repeat(ImmutableArray<CountedIdentity>.Empty, partitions)];
    private readonly Dictionary<ClientIdentity, IdentityCounts> _sums = [];
    private readonly HashSet<ClientIdentity> _ignored = [];

    /// <summary>The ignored identities.</summary>
    public IgnoredIdentities Ignored { get; private set; } = IgnoredIdentities.None;

    /// <summary>The counts of an identity.</summary>
    public IdentityCounts Of(ClientIdentity identity) => _sums.GetValueOrDefault(identity);

    /// <summary>Replaces the counts of a partition.</summary>
    /// <returns>The identities that are ignored from now on, and those that count again.</returns>
    public ImmutableArray<CountedIdentity> Replace(int partition, ImmutableArray<CountedIdentity> counts)
    {
        var (touched, before) = (new HashSet<ClientIdentity>(), _reports[partition]);
        // Most counts are the same as in the report before, at the same place.
        for (var i = 0; i < Math.Max(before.Length, counts.Length); i++)
        {
            if (i < before.Length && i < counts.Length && before[i] == counts[i])
                continue;
            if (i < before.Length)
                Add(before[i].Identity, default(IdentityCounts) - before[i].Counts, touched);
            if (i < counts.Length)
                Add(counts[i].Identity, counts[i].Counts, touched);
        }

        _reports[partition] = counts;

        var changed = ImmutableArray.CreateBuilder<CountedIdentity>();
        foreach (var identity in touched)
        {
            var sum = Of(identity);
            if (sum == default)
                _sums.Remove(identity);
            if (sum.IsIgnored ? _ignored.Add(identity) : _ignored.Remove(identity))
                changed.Add(new CountedIdentity(identity, sum));
        }

        if (changed.Count > 0)
            Ignored = IgnoredIdentities.Of(_ignored);
        return changed.DrainToImmutable();
    }

    private void Add(ClientIdentity identity, IdentityCounts counts, HashSet<ClientIdentity> touched)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, identity, out _) += counts;
        touched.Add(identity);
    }
}
