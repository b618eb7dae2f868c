using System.Text.RegularExpressions;
using Xunit;

namespace GreyActors.Tests.Architecture;

public sealed partial class FileShapeTests
{
    private const int MaxLines = 300;

    [Fact]
    public void No_file_is_longer_than_one_can_keep_in_mind() =>
        Assert.DoesNotContain(SourceTree.Sources, file => file.Text.Split('\n').Length > MaxLines + 1);

    [Fact]
    public void A_file_holds_one_public_type_or_one_family() => Assert.All(SourceTree.Sources, file =>
    {
        var types = TopLevelType().Matches(file.Text);
        var behaviourful = types.Where(type => type.Groups["kind"].Value is "class" or "interface").ToArray();
        Assert.True(behaviourful.Length <= 1, $"{file.Path} holds {string.Join(", ", behaviourful.Select(type => type.Groups["name"].Value))}");
        // A class may keep the value or the enum that only it gives out; more than that is a family, and a file of data only.
        if (behaviourful.Length == 1)
            Assert.True(types.Count <= 3, $"{file.Path} holds a class and {types.Count - 1} other types");
    });

    [Fact]
    public void A_file_is_named_after_what_it_holds() => Assert.All(
        SourceTree.Sources.Where(file => TopLevelType().Count(file.Text) == 1),
        file => Assert.Equal(TopLevelType().Match(file.Text).Groups["name"].Value, Path.GetFileName(file.Path).Split('.')[0]));

    [Fact]
    public void Nothing_is_left_to_be_done() =>
        Assert.All(SourceTree.Sources, file => Assert.DoesNotMatch(@"\b(TODO|FIXME|TBD|XXX|HACK)\b|#region", file.Text));

    [GeneratedRegex(@"^public (static |sealed |abstract |partial |readonly )*(?<kind>class|interface|record struct|record|struct|enum|delegate) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
