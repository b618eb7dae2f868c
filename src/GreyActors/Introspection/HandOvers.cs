using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Finds the partitions that moved between two looks at their places, and keeps the latest moves.</summary>
/// <remarks>A partition whose place is unknown keeps the last place that was known, so a fault between two places is one move.</remarks>
internal sealed class HandOvers
{
    /// <summary>The number of moves that are kept.</summary>
    public const int Most = 100;

    private readonly Dictionary<(string State, int Number), string> _places = [];
    private readonly Queue<ShownHandOver> _latest = new();

    /// <summary>The number of moves.</summary>
    public long Total { get; private set; }

    /// <summary>The latest moves, the newest first.</summary>
    public ImmutableArray<ShownHandOver> Latest => [.. _latest.Reverse()];

    /// <summary>Takes the places of the partitions of a state.</summary>
    /// <param name="state">The name of the state.</param>
    /// <param name="places">The machine of each partition by its number; empty if it is unknown.</param>
    /// <param name="at">The time.</param>
    /// <returns>The partitions that moved.</returns>
    public ImmutableArray<ShownHandOver> Note(string state, IReadOnlyList<string> places, DateTimeOffset at)
    {
        var moved = ImmutableArray.CreateBuilder<ShownHandOver>();
        for (var number = 0; number < places.Count; number++)
        {
            if (places[number].Length == 0)
                continue;
            if (_places.TryGetValue((state, number), out var before) && before != places[number])
                moved.Add(new ShownHandOver(at, state, number, before, places[number]));
            _places[(state, number)] = places[number];
        }

        foreach (var move in moved)
            _latest.Enqueue(move);
        while (_latest.Count > Most)
            _latest.Dequeue();
        Total += moved.Count;
        return moved.ToImmutable();
    }
}
