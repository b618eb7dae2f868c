using System.Text.RegularExpressions;
using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Documentation;

/// <summary>The links between the pages of the documentation.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(SourceTree.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_to_a_file_and_a_heading(string page)
    {
        var text = SourceTree.Read(page);
        var broken = Link().Matches(text).Select(link => link.Groups["to"].Value).Where(to => !to.Contains(':', StringComparison.Ordinal) && !Exists(page, to));

        Assert.Empty(broken);
    }

    private static bool Exists(string page, string to)
    {
        var parts = to.Split('#', 2);
        var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        var path = Path.Combine(SourceTree.Root, file);
        return (File.Exists(path) || Directory.Exists(path)) && (parts.Length == 1 || !file.EndsWith(".md", StringComparison.Ordinal) || AnchorsOf(SourceTree.Read(file)).Contains(parts[1]));
    }

    // As code forges make them: lower case, without punctuation, a hyphen for each space, and a number for a repeated heading.
    private static HashSet<string> AnchorsOf(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var heading in Heading().Matches(CodeBlock().Replace(text, "")).Select(found => found.Groups["words"].Value))
        {
            var anchor = Punctuation().Replace(LinkTarget().Replace(heading, "${words}").Trim().ToLowerInvariant(), "").Replace(' ', '-');
            for (var number = 0; !anchors.Add(number == 0 ? anchor : $"{anchor}-{number}"); number++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<words>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\[(?<words>[^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
