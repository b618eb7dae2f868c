using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class StopDeadlineTests
{
    [Fact]
    public void Only_the_program_itself_is_ended_by_force()
    {
        // Whoever builds the host in another process, as the demo and the tests do, would be ended with it.
        var users = SourceTree.Sources.Where(file => file.Text.Contains("StopDeadline.Begin(", StringComparison.Ordinal)).Select(file => Path.GetFileName(file.Path));
        Assert.Equal(["RunCommand.cs"], users);
    }
}
