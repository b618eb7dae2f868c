using System.Text;

namespace GreyActors.Cli;

/// <summary>The reference of the configuration file in Markdown, from the comments of <c>reference.conf</c>.</summary>
internal static class KeyPage
{
    private const string Beginning = """
        # DESCRIPTION

        The configuration of greyactors(1), in HOCON: `key = value`, `section { ... }`, lists in `[ ]`. All keys are in the section `grey-actors`.


        """;

    /// <summary>The page: every section with its comment, and every key with its default and its comment.</summary>
    public static string Of(IEnumerable<ReferenceEntry> entries)
    {
        var page = new StringBuilder(Beginning);
        foreach (var entry in entries)
        {
            if (entry.Default is { } value)
                page.Append("**").Append(entry.Path).Append("** = `").Append(value).Append("`\n\n");
            else
                page.Append(entry.Path.Length == 0 ? "" : $"# {entry.Path}\n\n");
            AppendComment(page, entry);
            if (entry.Path.Length == 0)
                page.Append("# KEYS\n\n");
        }

        return page.ToString();
    }

    // Lines that are indented further, such as the fields of a list entry, keep their form.
    private static void AppendComment(StringBuilder page, ReferenceEntry entry)
    {
        var keepsForm = false;
        foreach (var line in entry.Comment)
        {
            var isIndented = line.StartsWith("   ", StringComparison.Ordinal);
            if (isIndented != keepsForm)
                page.Append('\n');
            keepsForm = isIndented;
            page.Append(isIndented ? $"    {line}" : MarkdownText.Escaped(line.Trim())).Append('\n');
        }

        page.Append('\n');
    }
}
