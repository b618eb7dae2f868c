using System.Collections.Immutable;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Reads <c>greylist.conf</c> line by line, as the original did.</summary>
/// <remarks>
/// Kamaelia: <c>parseConfigFile</c>. There are no comments behind a value; only the text up to a second equals sign counts; and a list
/// ends at the first line that is not indented, be it empty or a comment: what is indented behind that was not read.
/// </remarks>
public static class KamaeliaConfiguration
{
    private const string BehindList = "it stands behind an empty line or a comment, which ended its list: the original did not read it";
    private const string Nothing = "it is no setting, no list and no comment: the original did not read it";

    /// <summary>Its lines.</summary>
    public static ImmutableArray<KamaeliaItem> Read(string text)
    {
        var items = ImmutableArray.CreateBuilder<KamaeliaItem>();
        // Of what stands behind the last line end the original lost the last character: it took that for the line end.
        var lines = text.Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        var (list, wasList) = ((string?)null, false);
        for (var at = 0; at < count; at++)
        {
            var (number, line) = (at + 1, lines[at].TrimEnd());
            var bare = line.TrimStart();
            var isIndented = bare.Length < line.Length;
            if (list is not null && !isIndented)
                (list, wasList) = (null, true);
            items.Add(Item(number, line, bare, list, wasList && isIndented));
            if (items[^1] is KamaeliaItem.List begun)
                list = begun.Name;
            if (items[^1] is KamaeliaItem.Setting or KamaeliaItem.List)
                wasList = false;
        }

        return items.ToImmutable();
    }

    private static KamaeliaItem Item(int number, string line, string bare, string? list, bool isBehindList) => bare switch
    {
        "" => new KamaeliaItem.Blank(number),
        ['#', ..] => new KamaeliaItem.Comment(number, bare, list is not null),
        _ when list is not null => new KamaeliaItem.Entry(number, bare),
        _ when line.Split('=') is [var key, var value, ..] => new KamaeliaItem.Setting(number, bare, key.Trim(), value.Trim()),
        [.., ':'] => new KamaeliaItem.List(number, bare, line[..^1]),
        _ => new KamaeliaItem.Unread(number, bare, isBehindList ? BehindList : Nothing),
    };
}
