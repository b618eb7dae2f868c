using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Collects all errors of one load, so that the operator sees them together.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> _found = [];

    /// <summary>The beginning of every message.</summary>
    public string Begin { get; set; } = "";

    public bool None => _found.Count == 0;

    public void Add(Origin origin, string message) => _found.Add(new ConfigurationError(origin.Source, origin.Line, Begin + message));

    /// <summary>The errors by source and line. Duplicates (from a file included twice) are removed.</summary>
    public ImmutableArray<ConfigurationError> Sorted() =>
    [
        .. _found.Distinct()
            .OrderBy(error => error.Source, StringComparer.Ordinal)
            .ThenBy(error => error.Line)
            .ThenBy(error => error.Message, StringComparer.Ordinal),
    ];
}
