using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class NoActivityTimeoutTests : ServerTestKit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(800);

    // A busy machine may delay every step.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_client_that_is_silent_for_too_long_is_reported_to_the_policy()
    {
        var listener = Listener(inactivity: Timeout);
        using var client = Peer.Connect(Serve(listener));

        Controls.ExpectMsg<Control.ClientSilent>(Soon);

        Assert.Equal("hello\r\nClientSilent\r\n", client.ReadToEnd());
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public async Task A_client_that_sends_commands_is_not_silent()
    {
        // Long compared with the delays of a busy machine.
        var longTimeout = TimeSpan.FromSeconds(4);
        var listener = Listener(inactivity: longTimeout);
        using var client = Peer.Connect(Serve(listener));
        client.ReadLine();

        for (var one = 0; one < 10; one++)
        {
            await Task.Delay(longTimeout / 8);
            client.Say("a\r\n");
            Assert.Equal("you said a", client.ReadLine());
        }

        Assert.False(Controls.HasMessages);
        Controls.ExpectMsg<Control.ClientSilent>(3 * longTimeout);
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_waits_for_its_policy_is_not_silent()
    {
        var listener = Listener(inactivity: Timeout);
        using var client = Peer.Connect(Serve(listener));
        client.Say("WAIT\r\n");
        Controls.ExpectMsg("WAIT");

        Controls.ExpectNoMsg(3 * Timeout);
    }

    [Fact]
    public void A_bug_in_a_policy_ends_its_session_and_no_other()
    {
        var listener = Listener();
        var address = Serve(listener);
        using var unlucky = Peer.Connect(address);
        using var other = Peer.Connect(address);
        Assert.Equal("hello", other.ReadLine());

        EventFilter.Exception<InvalidOperationException>("a bug").ExpectOne(() => unlucky.Say("DIE\r\n"));

        Assert.Equal("hello\r\n", unlucky.ReadToEnd());
        other.Say("a\r\n");
        Assert.Equal("you said a", other.ReadLine());
        unlucky.Dispose();
        other.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_closes_is_reported_to_the_policy()
    {
        var listener = Listener();
        using (var client = Peer.Connect(Serve(listener)))
            client.ReadLine();

        Assert.Equal("connection closed by client", Controls.ExpectMsg<Control.ClientGone>().Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_connection_that_is_reset_is_reported_to_the_policy()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener));
        client.ReadLine();

        client.Reset();

        Controls.ExpectMsg<Control.ClientGone>();
        AwaitEmpty(listener);
    }
}
