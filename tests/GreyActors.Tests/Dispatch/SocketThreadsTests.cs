using GreyActors.Dispatch;
using Xunit;

namespace GreyActors.Tests.Dispatch;

public sealed class SocketThreadsTests
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    [Fact]
    public void A_socket_setting_of_the_operator_is_kept()
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
