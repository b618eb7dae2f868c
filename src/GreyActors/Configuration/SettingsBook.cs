using System.Collections.Immutable;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>What is shared by the sections of one reading: the tree, the errors, and which keys anybody asked for.</summary>
/// <remarks>The keys that are read are the keys that exist: there is no second list of them to fall out of step.</remarks>
internal sealed class SettingsBook(HoconNode.Map root, ConfigurationErrors errors, Func<string, SourceText>? readList = null)
{
    private readonly HashSet<string> _leaves = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Origin> _named = new(StringComparer.Ordinal);

    public HoconNode.Map Root => root;

    /// <summary>The files that settings name and that are read together with them, such as certificates.</summary>
    public FileStamps Named { get; private set; } = FileStamps.None;

    /// <summary>The files that lists name.</summary>
    public ListFiles Lists { get; } = new(readList ?? ConfigurationFile.ReadList);

    /// <summary>Keys with a value. Those within a list of sections have <c>[]</c> behind the list's name.</summary>
    public IReadOnlySet<string> Leaves => _leaves;

    public IReadOnlySet<string> Sections => _sections;

    public void AskedForLeaf(string path) => _leaves.Add(path);

    public void AskedForSection(string path) => _sections.Add(path);

    /// <summary>Tells an error about a key.</summary>
    /// <param name="place">The key as it is told, where that is another: which entry of a list it is in.</param>
    public void Wrong(string path, Origin origin, string message, string? place = null)
    {
        _wrong.Add(path);
        errors.Add(origin, $"{Shown(place ?? path)}: {message}");
    }

    /// <summary>Notes that a key has no good value, which has been told.</summary>
    public void Broken(string path) => _wrong.Add(path);

    /// <summary>Whether all of these were read without an error, so that they can be compared.</summary>
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

    /// <summary>Notes that a setting is made of what stands in this file, and returns its name; to be called before the file is read.</summary>
    public string Reads(string file)
    {
        Named = Named.With(file);
        return file;
    }

    /// <summary>Notes where a value stands whose key the site has chosen, in another spelling perhaps.</summary>
    public void Chosen(string path, Origin origin) => _named.Add(path, origin);

    /// <summary>Where a key got its value.</summary>
    public Origin OriginOf(string path)
    {
        if (_named.TryGetValue(path, out var origin))
        {
            return origin;
        }

        HoconNode? node = root;
        foreach (var key in path.Split('.'))
        {
            node = (node as HoconNode.Map)?.Fields.GetValueOrDefault(key);
        }

        return node?.Origin ?? root.Origin;
    }

    /// <summary>A path as the operator thinks of it, within <c>grey-actors</c>.</summary>
    public static string Shown(string path)
    {
        const string Prefix = "grey-actors.";
        return path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path;
    }
}
