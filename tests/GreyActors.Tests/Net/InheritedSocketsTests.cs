using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class InheritedSocketsTests
{
    [Theory]
    [InlineData("42", "2", 2)]
    [InlineData("41", "2", 0)]
    [InlineData("42", null, 0)]
    [InlineData(null, "2", 0)]
    [InlineData("42", "-1", 0)]
    [InlineData("42", "two", 0)]
    public void Only_sockets_meant_for_this_process_are_used(string? forProcess, string? count, int expected) =>
        Assert.Equal(expected, InheritedSockets.Count(name => name == "LISTEN_PID" ? forProcess : name == "LISTEN_FDS" ? count : null, processId: 42));
}
