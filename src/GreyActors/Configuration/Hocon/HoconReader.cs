using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>
/// Merges layers of HOCON into one tree; later layers override earlier ones. All errors are collected.
/// </summary>
/// <param name="read">Reads the text of a file.</param>
/// <param name="environment">The value of an environment variable, or null.</param>
/// <param name="errors">Gets all errors.</param>
/// <param name="switches">The sections that may be written as one value.</param>
internal sealed class HoconReader(
    Func<string, SourceText> read, Func<string, string?> environment, ConfigurationErrors errors, params ImmutableArray<HoconSwitch> switches)
{
    private readonly HoconMerger _merger = new(switches);
    private bool _balanced = true;

    /// <summary>False if an included file could not be read.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>Adds a file, with its includes, as the next layer.</summary>
    /// <returns>False if it could not be read.</returns>
    public bool TryAddFile(string file)
    {
        var includes = new HoconIncludes(read, errors);
        var content = includes.Load(file);
        if (content is not null)
        {
            _merger.Add(content);
        }

        _balanced &= includes.Balanced;
        Complete &= includes.Complete;
        return content is not null;
    }

    /// <summary>Adds a text without includes as the next layer.</summary>
    public void AddText(string source, string text)
    {
        var parsed = HoconParser.Parse(source, text, errors);
        _merger.Add(parsed.Root);
        _balanced &= parsed.Balanced;
    }

    /// <summary>Adds one key as the next layer.</summary>
    public void AddKey(Origin origin, ImmutableArray<string> path, bool append, HoconSyntax value) =>
        _merger.Add(new HoconSyntax.Map(origin, [new HoconStatement.Assign(origin, path, append, value)]));

    /// <summary>The tree; null if braces are missing, because the sections of keys are unknown then.</summary>
    public HoconNode.Map? Resolve() => _balanced ? new HoconResolver(_merger.Root, environment, errors).Resolve() : null;
}
