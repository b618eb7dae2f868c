using System.Text.RegularExpressions;
using Xunit;

namespace GreyActors.Tests.Architecture;

public sealed partial class FileShapeTests
{
    private const int MaxFileLines = 300;
    private const int MaxClassLines = 400;

    [Fact]
    public void No_file_exceeds_300_lines() => Assert.Empty(
        SourceTree.Sources.Where(file => file.Text.Split('\n').Length > MaxFileLines + 1).Select(file => file.Path));

    [Fact]
    public void No_class_exceeds_400_lines_over_all_its_files() =>
        Assert.Empty(LinesOfTypes().Where(type => type.Value > MaxClassLines).Select(type => type.Key));

    [Fact]
    public void No_type_is_named_Parts() => Assert.DoesNotContain(
        SourceTree.Core.GetTypes().Concat(SourceTree.Program.GetTypes()), type => Regex.IsMatch(type.Name, "Parts(?![a-z])"));

    [Fact]
    public void A_file_contains_one_public_type_or_one_family() => Assert.All(SourceTree.Sources, file =>
    {
        var types = TopLevelType().Matches(file.Text);
        var behaviourful = types.Where(type => type.Groups["kind"].Value is "class" or "interface").ToArray();
        Assert.True(behaviourful.Length <= 1, $"{file.Path} contains {string.Join(", ", behaviourful.Select(type => type.Groups["name"].Value))}");
        // A class may share its file with the values or enums that only it returns. A larger family is a file of data only.
        if (behaviourful.Length == 1)
            Assert.True(types.Count <= 3, $"{file.Path} contains a class and {types.Count - 1} other types");
    });

    [Fact]
    public void A_file_is_named_after_its_type() => Assert.All(
        SourceTree.Sources.Where(file => TopLevelType().Count(file.Text) == 1),
        file => Assert.Equal(TopLevelType().Match(file.Text).Groups["name"].Value, Path.GetFileName(file.Path).Split('.')[0]));

    [Fact]
    public void No_file_has_a_note_about_unfinished_work() =>
        Assert.All(SourceTree.Sources, file => Assert.DoesNotMatch(@"\b(TODO|FIXME|TBD|XXX|HACK)\b|#region", file.Text));

    // From the declaration to the brace at the start of a line; a type without a body counts as one line.
    private static Dictionary<string, int> LinesOfTypes()
    {
        var lines = new Dictionary<string, int>();
        foreach (var file in SourceTree.Sources)
        {
            foreach (Match type in WholeType().Matches(file.Text))
            {
                var name = $"{Namespace().Match(file.Text).Groups["name"].Value}.{type.Groups["name"].Value}";
                lines[name] = lines.GetValueOrDefault(name) + type.Value.Count('\n') + 1;
            }
        }

        return lines;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(public|internal) (static |sealed |abstract |partial |readonly )*(class|interface|record struct|record|struct) (?<name>\w+)[^;{]*(;|\{.*?^\})",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex WholeType();

    [GeneratedRegex(@"^public (static |sealed |abstract |partial |readonly )*(?<kind>class|interface|record struct|record|struct|enum|delegate) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
