using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>What came of reading the configuration: all of it, or all that is wrong with it.</summary>
public abstract record LoadedConfiguration
{
    private LoadedConfiguration()
    {
    }

    /// <summary>Every file that was read, or looked for in vain, each as it was before it was read: the configuration's own, and those that settings name.</summary>
    public FileStamps Stamps { get; init; } = FileStamps.None;

    /// <summary>The absolute names of these files.</summary>
    public ImmutableArray<string> Files => Stamps.Paths;

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
        /// <summary>Those of the files that a setting names: certificates, lists. Their content is a setting as well.</summary>
        public ImmutableArray<string> Named { get; init; } = [];

        /// <summary>What <c>--set</c> was given; it stays in force over files that are read again.</summary>
        public ImmutableArray<string> Sets { get; init; } = [];
    }

    /// <summary>Something is wrong.</summary>
    /// <param name="Errors">All of it, by source and line; at least one.</param>
    public sealed record Invalid(ImmutableArray<ConfigurationError> Errors) : LoadedConfiguration;
}
