using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class ReadBufferTests
{
    private const int Max = 32 * 1024;
    private bool _isMemoryScarce;

    [Fact]
    public void The_read_buffer_grows_while_it_is_filled()
    {
        var buffer = new ReadBuffer(Max, () => _isMemoryScarce);
        Fill(buffer, 3);
        Assert.Equal(Max, buffer.Next().Length);
    }

    [Fact]
    public void The_read_buffer_stays_small_while_memory_is_scarce()
    {
        var buffer = new ReadBuffer(Max, () => _isMemoryScarce);
        Fill(buffer, 3);
        _isMemoryScarce = true;
        for (var piece = 0; piece < 10; piece++)
        {
            Assert.Equal(512, buffer.Next().Length);
            Fill(buffer, 1);
        }

        _isMemoryScarce = false;
        Fill(buffer, 3);
        Assert.Equal(Max, buffer.Next().Length);
    }

    [Fact]
    public void The_limit_of_unsent_bytes_is_lower_while_memory_is_scarce()
    {
        var settings = SocketSettings.ForClients with { IsMemoryScarce = () => _isMemoryScarce };
        Assert.Equal(SocketSettings.ForClients.MaxUnsent, settings.MaxUnsentNow);
        _isMemoryScarce = true;
        Assert.InRange(settings.MaxUnsentNow, 8 * 1024, 16 * 1024);
    }

    private static void Fill(ReadBuffer buffer, int pieces)
    {
        for (var piece = 0; piece < pieces; piece++)
            buffer.Take(buffer.Next().Length);
    }
}
