using System.Security.Authentication;
using Akka.Actor;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class ClientConnectionTlsTests : ClientConnectionTests
{
    private static readonly TlsServerSettings Tls = Settings(TimeSpan.FromSeconds(5));

    [Fact]
    public void STARTTLS_begins_anew_inside_TLS_and_the_tree_shows_it()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls));
        client.Say("A\r\nSTARTTLS\r\n");
        Assert.Equal("hello", client.ReadLine());
        Assert.Equal("you said A", client.ReadLine());
        Assert.Equal("go ahead", client.ReadLine());

        var agreed = client.SecureAsClient();

        Assert.Equal("hello", client.ReadLine());
        client.Say("B\r\nQUIT\r\n");
        Assert.Equal("you said B\r\nbye\r\n", client.ReadToEnd());
        var facts = Controls.ExpectMsg<TlsFacts>();
        Assert.Equal(("TLSv1.3", agreed.NegotiatedCipherSuite.ToString(), "mail.example.org"), (facts.Protocol, facts.Cipher, facts.Name));
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void What_came_in_clear_behind_STARTTLS_is_thrown_away()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls));
        Assert.Equal("hello", client.ReadLine());

        client.Say("STARTTLS\r\nSMUGGLED\r\nSMUG");
        Assert.Equal("go ahead", client.ReadLine());
        client.SecureAsClient();
        client.Say("GLED\r\nQUIT\r\n");

        Assert.Equal("hello\r\nyou said GLED\r\nbye\r\n", client.ReadToEnd());
    }

    [Fact]
    public async Task A_client_that_ends_its_side_of_TLS_still_gets_its_replies()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls, implicitTls: true));
        var tls = client.SecureAsClient();

        client.Say("A\r\n");
        await tls.ShutdownAsync();

        Assert.Equal("hello\r\nyou said A\r\n", client.ReadToEnd());
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_closes_at_once_behind_STARTTLS_is_gone()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls));

        client.Say("STARTTLS\r\n");
        client.CloseSending();

        // Its end may be seen before it is told to begin, or in its handshake.
        Assert.True(Controls.ExpectMsg<Control>() is Control.ClientFinished or Control.ClientGone);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_closes_instead_of_shaking_hands_is_gone()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls));
        client.Say("STARTTLS\r\n");
        Assert.Equal("hello", client.ReadLine());
        Assert.Equal("go ahead", client.ReadLine());

        client.CloseSending();

        Assert.IsType<Control.ClientGone>(Controls.ExpectMsg<Control>());
        AwaitEmpty(listener);
    }

    [Theory]
    [InlineData("EHLO client.example.org\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001x")]
    public void A_client_that_speaks_something_else_is_told_of_with_a_reason(string something)
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls, implicitTls: true));

        client.Say(something);

        Assert.NotEqual("connection reset", Controls.ExpectMsg<Control.ClientGone>().Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_speaks_an_old_version_is_told_of_with_a_reason()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls with { Protocols = SslProtocols.Tls13 }, implicitTls: true));

        Assert.ThrowsAny<Exception>(() => client.SecureAsClient(SslProtocols.Tls12));

        Assert.Contains("unsupported protocol", Controls.ExpectMsg<Control.ClientGone>().Why, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_client_that_goes_in_the_midst_of_the_handshake_is_gone()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls, implicitTls: true));

        client.Say("\u0016\u0003\u0001");
        client.Reset();

        Controls.ExpectMsg<Control.ClientGone>();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_drips_its_handshake_gains_no_time()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Settings(TimeSpan.FromSeconds(1)), implicitTls: true));

        // The beginning of a ClientHello of 16000 octets, and then one of them at a time.
        client.Say("\u0016\u0003\u0001\u003e\u0080\u0001\u0000\u003e\u007c\u0003\u0003");
        object? heard = null;
        for (var one = 0; one < 100 && heard is null; one++)
        {
            try
            {
                client.Say("x");
                heard = Controls.ReceiveOne(TimeSpan.FromMilliseconds(100));
            }
            catch (IOException)
            {
                // The connection is cut off before this is told here.
                heard = Controls.ReceiveOne(TimeSpan.FromSeconds(10));
            }
        }

        Assert.Equal("not done in time", Assert.IsType<Control.ClientGone>(heard).Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_is_silent_instead_of_shaking_hands_is_gone_in_time()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Settings(TimeSpan.FromMilliseconds(300)), implicitTls: true));

        Assert.Equal("not done in time", Controls.ExpectMsg<Control.ClientGone>().Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_newcomer_too_many_that_would_speak_TLS_is_cut_off_without_a_word_in_clear()
    {
        var listener = Listener(maxConnections: 1, implicitTls: true);
        var address = Serve(listener, tls: Tls, implicitTls: true);
        using var first = Peer.Connect(address);
        first.SecureAsClient();
        Assert.Equal("hello", first.ReadLine());

        using var second = Peer.Connect(address);

        Assert.ThrowsAny<IOException>(() => second.ReadToEnd());
    }

    private protected override Peer Connect(IActorRef listener)
    {
        var client = Peer.Connect(Serve(listener, tls: Tls, implicitTls: true));
        client.SecureAsClient();
        Controls.ExpectMsg<TlsFacts>();
        return client;
    }

    private static TlsServerSettings Settings(TimeSpan limit) =>
        new(() => TestCertificates.Context(TestCertificates.Loopback), SslProtocols.Tls12 | SslProtocols.Tls13, limit);
}
