using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Tests.Architecture;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Documentation;

public sealed class ConfigurationPageTests
{
    private static readonly IReadOnlyList<(string Key, HoconNode Value)> Reference =
        [.. Leaves("", Configured.Tree(EmbeddedReference.Text)).OrderBy(leaf => leaf.Value.Origin.Line)];

    [Fact]
    public void The_page_shows_every_key_of_the_reference_in_its_order_and_no_others() =>
        Assert.Equal(Reference.Select(leaf => SettingsBook.Shown(leaf.Key)), Keys().Select(row => row.Key));

    [Fact]
    public void The_page_shows_the_defaults_of_the_reference() => Assert.Equal(
        Reference.Select(leaf => (SettingsBook.Shown(leaf.Key), HoconWriter.Value(leaf.Value))),
        Keys().Select(row => (row.Key, Configured.Written($"a = {row.Default}"))));

    // The first line of the paragraph of a key: **`key`**, default `value`.
    private static IEnumerable<(string Key, string Default)> Keys() => SourceTree.Read("docs/configuration.md").Split('\n')
        .SkipWhile(line => line != "## All keys")
        .Where(line => line.StartsWith("**`", StringComparison.Ordinal))
        .Select(line => line.Split("**, default "))
        .Select(parts => (parts[0].Trim('*', '`'), parts[1].Trim('`', ' ')));

    private static IEnumerable<(string Key, HoconNode Value)> Leaves(string path, HoconNode node) => node is HoconNode.Map { Fields.IsEmpty: false } map
        ? map.Fields.SelectMany(field => Leaves(path.Length == 0 ? field.Key : $"{path}.{field.Key}", field.Value))
        : [(path, node)];
}
