using System.Security.Authentication;
using Akka.Actor;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class ClientConnectionTlsTests : ClientConnectionTests
{
    private static readonly TlsServerSettings Tls = Settings(TimeSpan.FromSeconds(5));

    [Fact]
    public void STARTTLS_starts_a_TLS_session_that_the_tree_shows()
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
    public void Cleartext_after_STARTTLS_is_discarded()
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
    public void A_client_that_closes_right_after_STARTTLS_is_reported()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls));

        client.Say("STARTTLS\r\n");
        client.CloseSending();

        // The close may be noticed before the handshake starts, or during it.
        Assert.True(Controls.ExpectMsg<Control>() is Control.ClientFinished or Control.ClientGone);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_closes_instead_of_the_handshake_is_reported()
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
    public void A_client_that_sends_something_other_than_TLS_is_reported_with_a_reason(string something)
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls, implicitTls: true));

        client.Say(something);

        Assert.NotEqual("connection reset", Controls.ExpectMsg<Control.ClientGone>().Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_with_an_old_TLS_version_is_reported_with_a_reason()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls with { Protocols = SslProtocols.Tls13 }, implicitTls: true));

        Assert.ThrowsAny<Exception>(() => client.SecureAsClient(SslProtocols.Tls12));

        Assert.Contains("unsupported protocol", Controls.ExpectMsg<Control.ClientGone>().Why, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_client_that_disconnects_during_the_handshake_is_reported()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Tls, implicitTls: true));

        client.Say("\u0016\u0003\u0001");
        client.Reset();

        Controls.ExpectMsg<Control.ClientGone>();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_sends_its_handshake_byte_by_byte_gains_no_time()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Settings(TimeSpan.FromSeconds(1)), implicitTls: true));

        // The start of a ClientHello of 16000 bytes, then one byte at a time.
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
                // The connection may be closed before the message arrives.
                heard = Controls.ReceiveOne(TimeSpan.FromSeconds(10));
            }
        }

        Assert.Equal("handshake timed out", Assert.IsType<Control.ClientGone>(heard).Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_is_silent_during_the_handshake_is_disconnected_in_time()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener, tls: Settings(TimeSpan.FromMilliseconds(300)), implicitTls: true));

        Assert.Equal("handshake timed out", Controls.ExpectMsg<Control.ClientGone>().Why);
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_of_implicit_TLS_beyond_the_limit_is_disconnected_without_a_cleartext_reply()
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
        new(_ => TestCertificates.Context(TestCertificates.Loopback), SslProtocols.Tls12 | SslProtocols.Tls13, limit);
}
