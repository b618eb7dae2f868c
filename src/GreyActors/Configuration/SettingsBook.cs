using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>The state that the sections share during one load: the tree, the errors, and the keys that were read.</summary>
/// <remarks>The keys that are read define the keys that exist. A second list could differ from the code.</remarks>
internal sealed class SettingsBook(HoconNode.Map root, ConfigurationErrors errors, Func<string, SourceText>? readList = null)
{
    private readonly HashSet<string> _leaves = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Origin> _named = new(StringComparer.Ordinal);

    public HoconNode.Map Root => root;

    /// <summary>The files that settings name and that are loaded with them, such as certificates.</summary>
    public FileStamps Named { get; private set; } = FileStamps.None;

    /// <summary>The reader of list files.</summary>
    public ListFiles Lists { get; } = new(readList ?? ConfigurationFile.ReadList);

    /// <summary>Keys with a value. Within a list of sections, <c>[]</c> follows the name of the list.</summary>
    public IReadOnlySet<string> Leaves => _leaves;

    public IReadOnlySet<string> Sections => _sections;

    public void ReadLeaf(string path) => _leaves.Add(path);

    public void ReadSection(string path) => _sections.Add(path);

    /// <summary>Reports an error about a key.</summary>
    /// <param name="place">The key in the message if it differs: with the index of the list entry.</param>
    public void Wrong(string path, Origin origin, string message, string? place = null)
    {
        _wrong.Add(path);
        errors.Add(origin, $"{Shown(place ?? path)}: {message}");
    }

    /// <summary>Records that the value of a key is invalid and has been reported.</summary>
    public void Broken(string path) => _wrong.Add(path);

    /// <summary>Whether all these keys were read without errors, so that they can be compared.</summary>
    public bool Good(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (_wrong.Contains(path))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Records a file that a setting is read from, and returns its name. Must be called before the file is read.</summary>
    public string Reads(string file)
    {
        Named = Named.With(file);
        return file;
    }

    /// <summary>Records the place of a value whose key the operator chose, perhaps in another spelling.</summary>
    public void Chosen(string path, Origin origin) => _named.Add(path, origin);

    /// <summary>The origin of the value of a key, perhaps in an entry of a list: <c>tls.certificates[1].key</c>.</summary>
    public Origin OriginOf(string path)
    {
        if (_named.TryGetValue(path, out var origin))
        {
            return origin;
        }

        HoconNode? node = root;
        foreach (var key in path.Split('.', '['))
        {
            node = key.EndsWith(']')
                ? (node as HoconNode.List)?.Items.ElementAtOrDefault(int.Parse(key[..^1], CultureInfo.InvariantCulture))
                : (node as HoconNode.Map)?.Fields.GetValueOrDefault(key);
        }

        return node?.Origin ?? root.Origin;
    }

    /// <summary>A path relative to <c>grey-actors</c>, as operators write it.</summary>
    public static string Shown(string path)
    {
        const string Prefix = "grey-actors.";
        return path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path;
    }
}
