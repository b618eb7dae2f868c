using System.Collections.Immutable;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Reads <c>greylist.conf</c> line by line, as Kamaelia Grey did.</summary>
/// <remarks>
/// Kamaelia: <c>parseConfigFile</c>. A comment cannot follow a value; text after a second equals sign is ignored; and a list
/// ends at the first line that is not indented, even an empty one or a comment: indented lines after that were ignored.
/// </remarks>
public static class KamaeliaConfiguration
{
    private const string AfterList = "it follows an empty line or a comment, which ended its list: Kamaelia Grey ignored it";
    private const string Nothing = "it is not a setting, a list or a comment: Kamaelia Grey ignored it";

    /// <summary>Reads the lines.</summary>
    public static ImmutableArray<KamaeliaItem> Read(string text)
    {
        var items = ImmutableArray.CreateBuilder<KamaeliaItem>();
        // Kamaelia Grey lost the last character of a last line without line end, because it took that character for the line end.
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

    private static KamaeliaItem Item(int number, string line, string bare, string? list, bool isAfterList) => bare switch
    {
        "" => new KamaeliaItem.Blank(number),
        ['#', ..] => new KamaeliaItem.Comment(number, bare, list is not null),
        _ when list is not null => new KamaeliaItem.Entry(number, bare),
        _ when line.Split('=') is [var key, var value, ..] => new KamaeliaItem.Setting(number, bare, key.Trim(), value.Trim()),
        [.., ':'] => new KamaeliaItem.List(number, bare, line[..^1]),
        _ => new KamaeliaItem.Unread(number, bare, isAfterList ? AfterList : Nothing),
    };
}
