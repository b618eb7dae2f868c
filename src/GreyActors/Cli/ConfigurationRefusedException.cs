using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Cli;

/// <summary>A command needs the configuration, and that contains errors.</summary>
internal sealed class ConfigurationRefusedException(ImmutableArray<ConfigurationError> errors) : Exception
{
    /// <summary>All of them.</summary>
    public ImmutableArray<ConfigurationError> Errors { get; } = errors;
}
