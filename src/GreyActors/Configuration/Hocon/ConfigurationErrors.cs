using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Collects every error of one reading, so that the operator sees all of them at once.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> _found = [];

    /// <summary>How every message begins.</summary>
    public string Begin { get; set; } = "";

    public bool None => _found.Count == 0;

    public void Add(Origin origin, string message) => _found.Add(new ConfigurationError(origin.Source, origin.Line, Begin + message));

    /// <summary>By source and line; one that was found twice (a file included twice) is said once.</summary>
    public ImmutableArray<ConfigurationError> Sorted() =>
    [
        .. _found.Distinct()
            .OrderBy(error => error.Source, StringComparer.Ordinal)
            .ThenBy(error => error.Line)
            .ThenBy(error => error.Message, StringComparer.Ordinal),
    ];
}
