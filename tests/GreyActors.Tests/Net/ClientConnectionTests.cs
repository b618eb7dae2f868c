using Akka.Actor;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

/// <summary>Lines, chunks and closes over a real connection, in cleartext and over TLS.</summary>
public abstract class ClientConnectionTests : ServerTestKit
{
    /// <summary>What the client does first.</summary>
    private protected abstract Peer Connect(IActorRef listener);

    [Fact]
    public void Pipelined_lines_are_answered_in_order_and_in_one_segment()
    {
        var listener = Listener();
        using var client = Connect(listener);
        Assert.Equal("hello\r\n", client.ReadOnce());

        client.Say("A\r\nB\r\nC\r\n");

        Assert.Equal("you said A\r\nyou said B\r\nyou said C\r\n", client.ReadOnce());
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void Lines_and_chunks_may_share_packets()
    {
        var listener = Listener();
        using var client = Connect(listener);

        client.Say("A\r\nDATA\r\nmail data, \r\nmuch of it!B\r\nQUIT\r\n");

        Assert.Equal("hello\r\nyou said A\r\ngo on\r\ntaken\r\nyou said B\r\nbye\r\n", client.ReadToEnd());
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_closed_its_side_still_gets_its_replies()
    {
        var listener = Listener();
        using var client = Connect(listener);

        client.Say("A\r\nB\r\n");
        client.CloseSending();

        Assert.Equal("hello\r\nyou said A\r\nyou said B\r\n", client.ReadToEnd());
        AwaitEmpty(listener);
    }

    [Fact]
    public void The_last_reply_arrives_although_the_client_keeps_sending()
    {
        var listener = Listener();
        using var client = Connect(listener);

        client.Say("QUIT\r\n" + new string('x', 1_000_000));
        client.CloseSending();

        Assert.Equal("hello\r\nbye\r\n", client.ReadToEnd());
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_never_reads_is_disconnected_before_much_output_is_queued()
    {
        var listener = Listener();
        using var client = Connect(listener);

        Assert.Throws<IOException>(() =>
        {
            for (var one = 0; one < 10_000; one++)
                client.Say(string.Concat(Enumerable.Repeat("BIG\r\n", 200)));
        });

        // Disconnected, not merely stuck: the policy is informed while this end is still open. (The error of this end proves nothing: a reset with a
        // closed window may be reported as a timeout.)
        var answered = 0;
        while (Controls.FishForMessage(message => message is string or Control.ClientGone) is string)
            answered++;
        // The kernel's buffers on both sides of a loopback connection, and a quarter of a megabyte of ours.
        Assert.InRange(answered * 8L * 1024, 0, 32L * 1024 * 1024);
        AwaitEmpty(listener);
    }
}
