using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Cli;

/// <summary>A command needs the configuration, but the configuration contains errors.</summary>
internal sealed class ConfigurationRefusedException(ImmutableArray<ConfigurationError> errors) : Exception
{
    /// <summary>All errors.</summary>
    public ImmutableArray<ConfigurationError> Errors { get; } = errors;
}
