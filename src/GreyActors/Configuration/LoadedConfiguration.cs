using System.Collections.Immutable;

namespace GreyActors.Configuration;

/// <summary>What came of reading the configuration: all of it, or all that is wrong with it.</summary>
public abstract record LoadedConfiguration
{
    private LoadedConfiguration()
    {
    }

    /// <summary>Everything is in order.</summary>
    /// <param name="Settings">What the program goes by.</param>
    /// <param name="AkkaOverrides">HOCON for Akka's own parser: the operator's <c>akka { … }</c>, or nothing.</param>
    /// <param name="Effective">Every key with its value and origin, by name.</param>
    /// <param name="Source">The file that was read.</param>
    public sealed record Valid(
        GreyActorsSettings Settings,
        string AkkaOverrides,
        ImmutableArray<EffectiveValue> Effective,
        string Source) : LoadedConfiguration
    {
        /// <summary>Absolute paths of the files that were read, those of lists included.</summary>
        public ImmutableArray<string> Files { get; init; } = [];
    }

    /// <summary>Something is wrong.</summary>
    /// <param name="Mistakes">All of it, by source and line; at least one.</param>
    public sealed record Invalid(ImmutableArray<ConfigurationMistake> Mistakes) : LoadedConfiguration;
}
