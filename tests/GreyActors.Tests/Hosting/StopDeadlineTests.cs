using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class StopDeadlineTests
{
    [Fact]
    public void Only_the_program_itself_is_ended_by_force()
    {
        // Otherwise the demo and the tests, which build the host in their own process, would be ended.
        var users = SourceTree.Sources.Where(file => file.Text.Contains("StopDeadline.Begin(", StringComparison.Ordinal)).Select(file => Path.GetFileName(file.Path));
        Assert.Equal(["RunCommand.cs"], users);
    }
}
