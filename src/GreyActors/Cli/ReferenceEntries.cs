using System.Text.RegularExpressions;

namespace GreyActors.Cli;

/// <summary>Reads the keys of <c>reference.conf</c> with their comments. HOCON's own reader drops the comments.</summary>
internal static partial class ReferenceEntries
{
    /// <summary>The entries in the order of the file.</summary>
    /// <param name="reference">The text, in which every key and section begins on a line of its own and its comment is before it.</param>
    public static IEnumerable<ReferenceEntry> Of(string reference)
    {
        var sections = new Stack<string>();
        var comment = new List<string>();
        foreach (var line in reference.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
            {
                comment.Add(line[1..]);
            }
            else if (line == "}")
            {
                sections.Pop();
            }
            else if (line.Length > 0 && StartOfEntry().Match(line) is { Success: true } entry)
            {
                sections.Push(entry.Groups["name"].Value);
                var isKey = entry.Groups["value"].Success;
                yield return new ReferenceEntry(string.Join('.', sections.Reverse().Skip(1)), isKey ? entry.Groups["value"].Value : null, [.. comment]);
                comment.Clear();
                if (isKey)
                    sections.Pop();
            }
        }
    }

    [GeneratedRegex("^(?<name>[a-z0-9-]+) (?:\\{|= (?<value>.*))$")]
    private static partial Regex StartOfEntry();
}
