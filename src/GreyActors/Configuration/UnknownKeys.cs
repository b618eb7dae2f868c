using GreyActors.Configuration.Hocon;

namespace GreyActors.Configuration;

/// <summary>Reports keys that were not read, with the key that was probably meant.</summary>
internal sealed class UnknownKeys(SettingsBook book, ConfigurationErrors errors)
{
    private const string Ours = "grey-actors";

    /// <summary>The section of Akka, which Akka checks itself.</summary>
    private const string Theirs = "akka";

    /// <summary>Checks the whole tree.</summary>
    public void Report()
    {
        foreach (var (key, node) in book.Root.Fields)
        {
            if (key == Ours)
            {
                Report(Ours, node);
            }
            else if (key != Theirs && node is not HoconNode.Broken)
            {
                errors.Add(node.Origin, $"unknown key `{key}`: the top level has `{Ours}` and `{Theirs}`{TopHint(key)}");
            }
        }
    }

    // `shown` has the index of list entries.
    private void Report(string path, HoconNode node, string? shown = null)
    {
        shown ??= path;
        switch (node)
        {
            case HoconNode.Map map when book.Sections.Contains(path):
                foreach (var (key, field) in map.Fields)
                {
                    Report($"{path}.{key}", field, $"{shown}.{key}");
                }

                break;
            case HoconNode.List list when book.Sections.Contains(path + "[]"):
                foreach (var (i, item) in list.Items.Index().Where(entry => entry.Item is HoconNode.Map))
                {
                    Report(path + "[]", item, $"{shown}[{i}]");
                }

                break;
            case HoconNode.Broken:
                break;
            case var _ when !book.Leaves.Contains(path) && !book.Sections.Contains(path):
                errors.Add(node.Origin, $"unknown key `{SettingsBook.Shown(shown)}`{Hint(path, shown)}");
                break;
        }
    }

    /// <summary>Prefers a similar name in the same section, then the same name in another section, then any similar name.</summary>
    private string Hint(string path, string shown)
    {
        var (section, name) = Split(path);
        var known = book.Leaves.Concat(book.Sections).Where(candidate => candidate != Ours && !candidate.EndsWith("[]", StringComparison.Ordinal)).ToList();
        var neighbour = Nearest.Of(name, known.Where(candidate => Split(candidate).Section == section).Select(candidate => Split(candidate).Name));
        if (neighbour is not null)
        {
            return Meant($"{Split(shown).Section}.{neighbour}");
        }

        return (known.Find(candidate => Split(candidate).Name == name)
            ?? Nearest.Of(path, known, name.Length)
            ?? known.Find(candidate => Split(candidate).Name == Nearest.Of(name, known.Select(other => Split(other).Name)))) is { } meant
            ? Meant(meant)
            : "";
    }

    private string TopHint(string key) =>
        Nearest.Of(key, [Ours, Theirs]) is { } near ? $", did you mean `{near}`?"
        : book.Leaves.Concat(book.Sections).Contains($"{Ours}.{key}") ? $"; `{key}` belongs within `{Ours} {{ ... }}`"
        : "";

    private static string Meant(string path) => $", did you mean `{SettingsBook.Shown(path)}`?";

    private static (string Section, string Name) Split(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot < 0 ? ("", path) : (path[..dot], path[(dot + 1)..]);
    }
}
