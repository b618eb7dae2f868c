using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>The result of reading the configuration: the settings, or all errors.</summary>
public abstract record LoadedConfiguration
{
    private LoadedConfiguration()
    {
    }

    /// <summary>The state of every file that was read or missing, taken before reading: the configuration files, and the files that settings name.</summary>
    public FileStamps Stamps { get; init; } = FileStamps.None;

    /// <summary>The absolute names of these files.</summary>
    public ImmutableArray<string> Files => Stamps.Paths;

    /// <summary>A valid configuration.</summary>
    /// <param name="Settings">The settings.</param>
    /// <param name="AkkaOverrides">HOCON for Akka's own parser: the operator's <c>akka { … }</c>, or nothing.</param>
    /// <param name="Effective">Every key with its value and origin, by name.</param>
    /// <param name="Source">The file that was read.</param>
    public sealed record Valid(
        GreyActorsSettings Settings,
        string AkkaOverrides,
        ImmutableArray<EffectiveValue> Effective,
        string Source) : LoadedConfiguration
    {
        /// <summary>The files that settings name: certificates and lists. Their content is part of the configuration.</summary>
        public ImmutableArray<string> Named { get; init; } = [];

        /// <summary>The values of <c>--set</c>, which also override reloaded files.</summary>
        public ImmutableArray<string> Sets { get; init; } = [];

        /// <summary>The place where a key got its value, for messages; empty for an unknown key.</summary>
        /// <param name="key">The key without <c>grey-actors</c>.</param>
        public string OriginOf(string key) => Effective.FirstOrDefault(value => SettingsBook.Shown(value.Key) == key)?.Origin ?? "";
    }

    /// <summary>An invalid configuration.</summary>
    /// <param name="Errors">All errors, by source and line; at least one.</param>
    public sealed record Invalid(ImmutableArray<ConfigurationError> Errors) : LoadedConfiguration;
}
