using System.Text.RegularExpressions;
using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Documentation;

/// <summary>The words that <c>docs/hacking.md</c> lists are in no text of the project: documentation, comments, messages, names of tests.</summary>
/// <remarks>Files are searched as a whole, because a word that readers must decode is no better as a name in the code.</remarks>
public sealed partial class MarkerWordTests
{
    private const string Page = "docs/hacking.md";

    // The words of other authors.
    private const string Licences = "copyright";

    // Between two words of a phrase: a space, the underscore of a test's name, or the end of a line with the beginning of the next comment line.
    private const string Gap = @"(?:[ _]|[ \t]*\r?\n[ \t]*(?:///?|\*|\#|--)?[ \t]*)";

    private static readonly string[] Extensions = [".md", ".cs", ".js", ".html", ".css", ".conf"];

    /// <summary>Words of the list, and texts that contain them or only look alike.</summary>
    public static TheoryData<string, bool> Samples => new()
    {
        { "a file is made anew", true },
        { "Anew", true },
        { "public void The_client_is_told_421()", true },
        { "/// <summary>The client is\n    /// told the reason.</summary>", true },
        { "# the mail server\n# behind", true },
        { "a new file", false },
        { "renewal", false },
        { "The reply is. Told", false },
        { "systemctl kill --kill-whom=main", false },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_word_of_the_list_is_found_as_a_whole_word_in_any_case_and_over_lines(string text, bool isFound) =>
        Assert.Equal(isFound, Forbidden().IsMatch(text));

    [Fact]
    public void No_text_contains_a_word_of_the_list()
    {
        var forbidden = Forbidden();
        Assert.Empty(Files().SelectMany(file => Found(forbidden, file)));
    }

    private static IEnumerable<string> Found(Regex forbidden, string file)
    {
        var text = SourceTree.Read(file);
        if (file == Page)
            text = WithoutLists(text);
        foreach (Match match in forbidden.Matches(text))
            yield return $"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {Spaces().Replace(match.Value, " ")}";
    }

    private static Regex Forbidden()
    {
        var phrases = Entry().Matches(MarkerList().Match(SourceTree.Read(Page)).Value)
            .Select(entry => string.Join(Gap, entry.Groups[1].Value.Split(' ').Select(Regex.Escape)))
            .ToArray();
        Assert.NotEmpty(phrases);
        // Not after a hyphen: an option such as --kill-whom is the name of another program.
        return new Regex($"(?<![A-Za-z-])(?:{string.Join('|', phrases)})(?![A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    // The page itself lists the words, and shows what to write instead. Line ends stay, so that lines keep their numbers.
    private static string WithoutLists(string page) => WordLists().Replace(page, lists => new string('\n', lists.Value.Count(character => character == '\n')));

    private static IEnumerable<string> Files() =>
    [
        "README.md",
        "tests/run",
        .. Under("docs"), .. Under("hocon"), .. Under("packaging", path => Path.GetFileName(path) != Licences), .. Under("src"), .. Under("tests", path => path.EndsWith(".cs", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Under(string folder) => Under(folder, path => Extensions.Contains(Path.GetExtension(path)));

    private static IEnumerable<string> Under(string folder, Func<string, bool> isWanted) =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SourceTree.Root, path))
            .Where(path => !Foreign().IsMatch(path) && isWanted(path))
            .Order(StringComparer.Ordinal);

    // Built files, libraries of others, data that other programs have written, and the samples of this test.
    [GeneratedRegex(@"[/\\](obj|bin|vendor|samples|TestResults)[/\\]|MarkerWordTests\.cs$")]
    private static partial Regex Foreign();

    [GeneratedRegex("<!-- marker words -->.*<!-- end of marker words -->", RegexOptions.Singleline)]
    private static partial Regex MarkerList();

    [GeneratedRegex("^- `([^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\| instead of .*<!-- end of marker words -->", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex WordLists();

    [GeneratedRegex(@"[\s_/#*-]+")]
    private static partial Regex Spaces();
}
