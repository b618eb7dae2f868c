using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>Reads a file, and replaces its <c>include</c> lines by the files that they name, relative to the including file.</summary>
internal sealed class HoconIncludes(Func<string, SourceText> read, ConfigurationErrors errors)
{
    private const int MaxDepth = 16;
    private const int MaxFiles = 256;

    // The limit for the characters of all files together. Otherwise repeated includes of a large file could fill the memory.
    private const int MaxText = 16 * 1024 * 1024;

    private int _files;
    private int _text;

    /// <summary>False if any file has missing braces or brackets.</summary>
    public bool Balanced { get; private set; } = true;

    /// <summary>False if any file could not be read.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>Reads a file with everything that it includes; null for an unreadable file, which is reported.</summary>
    public HoconSyntax.Map? Load(string file) => Load(file, new Origin(file, 0), []);

    private HoconSyntax.Map? Load(string file, Origin asker, ImmutableList<string> including)
    {
        if (including.Contains(file))
        {
            errors.Add(asker, $"circular include: {string.Join(" → ", including.Add(file))}");
            return null;
        }

        if (including.Count >= MaxDepth || ++_files > MaxFiles)
        {
            errors.Add(asker, $"more than {(including.Count >= MaxDepth ? $"{MaxDepth} nested includes" : $"{MaxFiles} files")}");
            return null;
        }

        switch (read(file))
        {
            case SourceText.Read(var text) when (_text += text.Length) > MaxText:
                errors.Add(asker, $"include \"{file}\": all files together are larger than {MaxText >> 20} MB");
                Complete = false;
                return null;
            case SourceText.Read(var text):
                var parsed = HoconParser.Parse(file, text, errors);
                Balanced &= parsed.Balanced;
                return Expand(parsed.Root, file, including.Add(file));
            case SourceText.Unreadable { Line: > 0 } unreadable:
                errors.Add(new Origin(file, unreadable.Line), unreadable.Why);
                Complete = false;
                return null;
            case SourceText.Unreadable unreadable:
                errors.Add(asker, asker.Source == file ? unreadable.Why : $"include \"{file}\": {unreadable.Why}");
                Complete = false;
                return null;
            default:
                return null;
        }
    }

    private HoconSyntax.Map Expand(HoconSyntax.Map map, string file, ImmutableList<string> including) =>
        map with { Statements = [.. map.Statements.Select(statement => Expand(statement, file, including))] };

    private HoconStatement Expand(HoconStatement statement, string file, ImmutableList<string> including)
    {
        switch (statement)
        {
            case HoconStatement.Assign assign:
                return assign with { Value = Expand(assign.Value, file, including) };
            case HoconStatement.Include include:
                var content = Load(Beside(file, include.File), include.Origin, including);
                return new HoconStatement.Included(include.Origin, content ?? new HoconSyntax.Map(include.Origin, []));
            default:
                return statement;
        }
    }

    private HoconSyntax Expand(HoconSyntax value, string file, ImmutableList<string> including) => value switch
    {
        HoconSyntax.Map map => Expand(map, file, including),
        HoconSyntax.List list => list with { Items = [.. list.Items.Select(item => Expand(item, file, including))] },
        HoconSyntax.Concatenation parts => parts with { Parts = [.. parts.Parts.Select(part => Expand(part, file, including))] },
        _ => value,
    };

    /// <summary>Resolves the name of an included file relative to the including file.</summary>
    public static string Beside(string file, string included)
    {
        var joined = Path.Combine(Path.GetDirectoryName(file) ?? "", included);
        var steps = new List<string>();
        foreach (var step in joined.Split('/'))
        {
            // Names are normalised; otherwise a circle through `a/../a` would only be found by its depth.
            if (step == ".." && steps is [.., not (".." or "")])
            {
                steps.RemoveAt(steps.Count - 1);
            }
            else if (step != ".")
            {
                steps.Add(step);
            }
        }

        return string.Join('/', steps);
    }
}
