using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class TcpClientTlsTests : TcpClientTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    [Fact]
    public void The_result_of_the_handshake_is_reported()
    {
        var client = Connect();
        using var server = AcceptCleartext();

        Start(client);
        server.SecureAsServer(TestCertificates.Loopback);

        var facts = ExpectMsg<TcpControl.Secured>().Facts;
        Assert.StartsWith("TLSv1.", facts.Protocol, StringComparison.Ordinal);
        Assert.StartsWith("TLS_", facts.Cipher, StringComparison.Ordinal);
        Assert.Equal("CN=loopback", facts.Name);
    }

    [Fact]
    public void A_trusted_certificate_with_the_right_name_is_accepted()
    {
        var client = Connect();
        using var server = AcceptCleartext();

        Start(client, new TlsTrust.Roots([TestCertificates.Loopback]));
        server.SecureAsServer(TestCertificates.Loopback);

        ExpectMsg<TcpControl.Secured>();
    }

    [Fact]
    public async Task An_untrusted_certificate_is_rejected() =>
        await ExpectRefused(TestCertificates.Loopback, TlsTrust.SystemRoots.Instance);

    [Fact]
    public async Task A_certificate_with_another_name_is_rejected() =>
        await ExpectRefused(TestCertificates.Elsewhere, new TlsTrust.Roots([TestCertificates.Elsewhere]));

    [Fact]
    public void A_server_that_continues_in_cleartext_is_lost()
    {
        var client = Connect();
        using var server = AcceptCleartext();

        Start(client);
        server.Say("220 what did you say?\r\n");

        Assert.StartsWith("no TLS: ", ExpectMsg<TcpControl.Lost>().Why, StringComparison.Ordinal);
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_sends_part_of_a_line_after_its_reply_to_STARTTLS_is_lost()
    {
        var client = Connect();
        using var server = AcceptCleartext();
        server.Say("220 go ahead\r\n250-mail.exam");
        Assert.Equal("220 go ahead", NextLine());

        Start(client);

        Assert.Contains("cleartext", ExpectMsg<TcpControl.Lost>().Why, StringComparison.Ordinal);
        ExpectTerminated(client);
    }

    [Fact]
    public void A_cleartext_line_after_the_reply_to_STARTTLS_arrives_before_the_result_of_the_handshake()
    {
        var client = Connect();
        using var server = AcceptCleartext();
        server.Say("220 go ahead\r\n250 smuggled\r\n");
        Assert.Equal("220 go ahead", NextLine());

        Start(client);
        server.SecureAsServer(TestCertificates.Loopback);

        Assert.Equal("250 smuggled", NextLine());
        ExpectMsg<TcpControl.Secured>();
    }

    [Fact]
    public void A_server_that_disconnects_during_the_handshake_is_lost()
    {
        var client = Connect();
        var server = AcceptCleartext();

        Start(client);
        server.ReadOnce();
        server.Dispose();

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_resets_during_the_handshake_is_lost()
    {
        var client = Connect();
        var server = AcceptCleartext();

        Start(client);
        server.ReadOnce();
        server.Reset();

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_does_not_answer_the_handshake_is_lost()
    {
        var client = Connect();
        using var server = AcceptCleartext();

        client.Tell(StartTls(TlsTrust.Anybody.Instance, TimeSpan.FromMilliseconds(300)));

        Assert.Equal("no TLS: handshake timed out", ExpectMsg<TcpControl.Lost>().Why);
        ExpectTerminated(client);
    }

    [Fact]
    public void An_abort_during_the_handshake_leaves_no_actor_or_connection()
    {
        var client = Connect();
        using var server = AcceptCleartext();
        Start(client);
        server.ReadOnce();

        client.Tell(TcpSignal.Abort.Instance);

        ExpectTerminated(client);
    }

    // The server's session tickets (RFC 8446 4.6.1) arrive while the last line and close_notify are written: they must never reset the connection,
    // which would destroy that line in transit.
    [Fact]
    public void Session_tickets_that_arrive_during_the_close_do_not_reset_the_connection()
    {
        for (var round = 0; round < 100; round++)
        {
            var client = Connect();
            using var server = Accept();
            client.Tell(new TcpOutbox.Lines("QUIT\r\n"u8.ToArray()));
            client.Tell(TcpSignal.Finished.Instance);

            Assert.Equal("QUIT\r\n", server.ReadToEnd());
            server.Dispose();
            // Before the time limit for closing.
            ExpectTerminated(client, TimeSpan.FromSeconds(4.5));
        }
    }

    private protected override void Begin(IActorRef client, Peer server)
    {
        Start(client);
        server.SecureAsServer(TestCertificates.Loopback);
        ExpectMsg<TcpControl.Secured>();
    }

    private async Task ExpectRefused(X509Certificate2 certificate, TlsTrust trust)
    {
        var client = Connect();
        using var server = AcceptCleartext();

        Start(client, trust);
        // In TLS 1.3 the server completes the handshake before the client has checked its certificate.
        var shaking = Task.Run(() => server.SecureAsServer(certificate));

        Assert.StartsWith("no TLS: ", ExpectMsg<TcpControl.Lost>().Why, StringComparison.Ordinal);
        ExpectTerminated(client);
        await Record.ExceptionAsync(() => shaking);
    }

    private static void Start(IActorRef client, TlsTrust? trust = null) => client.Tell(StartTls(trust ?? TlsTrust.Anybody.Instance, Enough));

    private static TcpOutbox.StartTls StartTls(TlsTrust trust, TimeSpan limit) =>
        new(new TlsClientSettings("127.0.0.1", trust, SslProtocols.Tls12 | SslProtocols.Tls13, limit));
}
