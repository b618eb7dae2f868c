using GreyActors.Configuration;
using GreyActors.Tests.Architecture;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Documentation;

/// <summary>The keys that need a restart are listed in three places, with the same content.</summary>
public sealed class RestartKeyTests
{
    private const string Mark = "Needs a restart";

    private static readonly LoadedConfiguration.Valid Plain = Configured.Valid("");

    public static TheoryData<string> Keys => [.. Plain.Effective.Select(value => value.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_page_says_of_each_key_whether_it_needs_a_restart(string key)
    {
        var lines = SourceTree.Read("docs/configuration.md").Split('\n');
        var heading = Array.FindIndex(lines, line => line.StartsWith($"**`{SettingsBook.Shown(key)}`**, default", StringComparison.Ordinal));
        Assert.Equal(NeedsRestart(key), lines[heading + 1].Contains(Mark, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reference_says_of_as_many_keys_that_they_need_a_restart() => Assert.Equal(
        Plain.Effective.Count(value => NeedsRestart(value.Key)),
        EmbeddedReference.Text.Split('\n').Count(line => line.Contains(Mark, StringComparison.Ordinal) && !line.Contains($"\"{Mark}", StringComparison.Ordinal)));

    [Fact]
    public void What_belongs_to_akka_needs_a_restart() => Assert.True(NeedsRestart("akka.loglevel"));

    private static bool NeedsRestart(string key) => RestartKeys.NeedRestart(key, Plain.Settings, Plain.Settings);
}
