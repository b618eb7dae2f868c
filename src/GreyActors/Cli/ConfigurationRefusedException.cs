using System.Collections.Immutable;
using GreyActors.Configuration;

namespace GreyActors.Cli;

/// <summary>A command needs the configuration, and that holds mistakes.</summary>
internal sealed class ConfigurationRefusedException(ImmutableArray<ConfigurationMistake> mistakes) : Exception
{
    /// <summary>All of them.</summary>
    public ImmutableArray<ConfigurationMistake> Mistakes { get; } = mistakes;
}
