using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>
/// Layers of HOCON, the later over the earlier, become one tree; everything that is wrong in any of them becomes an error.
/// </summary>
/// <param name="read">Gives the text of a file; the reader itself touches none.</param>
/// <param name="environment">The value of an environment variable, or null.</param>
/// <param name="errors">Takes every error.</param>
internal sealed class HoconReader(Func<string, SourceText> read, Func<string, string?> environment, ConfigurationErrors errors)
{
    private readonly HoconMerger _merger = new();
    private bool _balanced = true;

    /// <summary>False when a file that is included could not be read.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>Lays a file, with everything that it includes, over what has been added before.</summary>
    /// <returns>False when it could not be read.</returns>
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

    /// <summary>Lays a text that includes nothing over what has been added before.</summary>
    public void AddText(string source, string text)
    {
        var parsed = HoconParser.Parse(source, text, errors);
        _merger.Add(parsed.Root);
        _balanced &= parsed.Balanced;
    }

    /// <summary>Lays one key over what has been added before.</summary>
    public void AddKey(Origin origin, ImmutableArray<string> path, bool append, HoconSyntax value) =>
        _merger.Add(new HoconSyntax.Map(origin, [new HoconStatement.Assign(origin, path, append, value)]));

    /// <summary>The tree; null when braces are missing, because then nobody knows to which section a key belongs.</summary>
    public HoconNode.Map? Resolve() => _balanced ? new HoconResolver(_merger.Root, environment, errors).Resolve() : null;
}
