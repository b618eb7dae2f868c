using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Documentation;

public sealed class SessionPageTests
{
    [Fact]
    public void The_page_shows_the_state_table_of_the_session()
    {
        var table = File.ReadLines(Path.Combine(FindRoot(AppContext.BaseDirectory), "docs/session.md"))
            .SkipWhile(line => line != "## State table")
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(StateTableMarkdown.Render(), string.Concat(table.Select(line => line + "\n")));
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "GreyActors.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
