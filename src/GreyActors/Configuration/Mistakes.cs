using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>Collects every mistake of one reading, so that the operator sees all of them at once.</summary>
internal sealed class Mistakes
{
    private readonly List<ConfigurationMistake> _found = [];

    /// <summary>How every message begins.</summary>
    public string Begin { get; set; } = "";

    public bool None => _found.Count == 0;

    public void Add(Origin origin, string message) => _found.Add(new ConfigurationMistake(origin.Source, origin.Line, Begin + message));

    /// <summary>By source and line; one that was found twice (a file included twice) is said once.</summary>
    public ImmutableArray<ConfigurationMistake> Sorted() =>
    [
        .. _found.Distinct()
            .OrderBy(mistake => mistake.Source, StringComparer.Ordinal)
            .ThenBy(mistake => mistake.Line)
            .ThenBy(mistake => mistake.Message, StringComparer.Ordinal),
    ];
}
