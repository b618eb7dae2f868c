using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Configuration;
using GreyActors.Core.Access;

namespace GreyActors.Cli;

/// <summary>The settings of a replay: those of the service, and others for a comparison.</summary>
/// <param name="options">The options <c>--config</c> and <c>--set</c>.</param>
/// <param name="given">The command line.</param>
/// <param name="sites">Domains that the history names as its own: they are served, too.</param>
internal sealed class ReplayConfiguration(ProgramOptions options, ParseResult given, ImmutableArray<string> sites)
{
    /// <summary>The settings of the service.</summary>
    public (string Name, GreyActorsSettings Settings) Own() => Load(given.GetValue(options.Config)?.ToString(), []);

    /// <summary>The settings to compare with.</summary>
    /// <param name="against">A configuration file, or overrides of the service's configuration: <c>key=value[,key=value]</c>.</param>
    public (string Name, GreyActorsSettings Settings) Other(string against)
    {
        if (File.Exists(against) || !against.Contains('=', StringComparison.Ordinal))
            return Load(against, []);
        var (_, settings) = Load(given.GetValue(options.Config)?.ToString(), Overrides(against));
        return (against, settings);
    }

    /// <summary>The overrides in a text: separated by commas, except those in lists and in quotes. A part without <c>=</c> belongs to the value before it.</summary>
    public static ImmutableArray<string> Overrides(string text)
    {
        var (overrides, start, depth, isQuoted) = (new List<string>(), 0, 0, false);
        for (var at = 0; at <= text.Length; at++)
        {
            var end = at == text.Length || (text[at] == ',' && depth == 0 && !isQuoted);
            if (!end)
            {
                isQuoted ^= text[at] == '"';
                depth += isQuoted ? 0 : text[at] switch { '[' or '{' => 1, ']' or '}' => -1, _ => 0 };
                continue;
            }

            var part = text[start..at].Trim();
            if (part.Contains('=', StringComparison.Ordinal) || overrides.Count == 0)
                overrides.Add(part);
            else if (part.Length > 0)
                overrides[^1] += $",{part}";
            start = at + 1;
        }

        return [.. overrides];
    }

    private (string Name, GreyActorsSettings Settings) Load(string? file, ImmutableArray<string> overrides)
    {
        ImmutableArray<string> sets = [.. given.GetValue(options.Set)!, .. overrides];
        // A trace names its site, so that it can be replayed without any configuration.
        var isDefault = file is null && !sites.IsEmpty && !File.Exists(ConfigurationLoader.DefaultPlace);
        var valid = ProgramOptions.ValidOrThrow(isDefault
            ? ConfigurationLoader.LoadDefaults([$"allowed-domains=[{string.Join(',', sites.Select(site => $"\"{site}\""))}]", .. sets])
            : ConfigurationLoader.Load(file, sets));
        var access = valid.Settings.Access;
        var settings = valid.Settings with { Access = access with { AllowedDomains = [.. access.AllowedDomains, .. sites.Select(site => new AccessEntry(site))] } };
        return (string.Join(' ', [isDefault ? "defaults" : Path.GetFileName(valid.Source), .. given.GetValue(options.Set)!]), settings);
    }
}
