using GreyActors.Dispatch;
using Xunit;

namespace GreyActors.Tests.Dispatch;

public sealed class SocketThreadsTests
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    [Fact]
    public void What_the_operator_has_set_stays()
    {
        var before = Environment.GetEnvironmentVariable(Inline);
        Environment.SetEnvironmentVariable(Inline, "0");
        try
        {
            SocketThreads.BeginChains();
            Assert.Equal("0", Environment.GetEnvironmentVariable(Inline));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Inline, before);
        }
    }
}
