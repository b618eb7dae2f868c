using System.Collections.Immutable;

namespace GreyActors.Core.Machines;

/// <summary>Compares the values that must be the same on all machines.</summary>
public static class Agreement
{
    /// <summary>The keys with different values, in the order of their names. A key that only one release knows is no difference.</summary>
    public static ImmutableArray<ValueDifference> Compare(IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> other) =>
    [
        .. own.Where(value => other.TryGetValue(value.Key, out var theirs) && !string.Equals(theirs, value.Value, StringComparison.Ordinal))
            .OrderBy(value => value.Key, StringComparer.Ordinal)
            .Select(value => new ValueDifference(value.Key, value.Value, other[value.Key])),
    ];
}

/// <summary>A value that differs between two machines.</summary>
/// <param name="Key">The key of the configuration.</param>
/// <param name="Own">Its value on this machine.</param>
/// <param name="Other">Its value on the other machine.</param>
public sealed record ValueDifference(string Key, string Own, string Other);
