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
    public void What_was_agreed_on_is_told()
    {
        var client = Connect();
        using var server = AcceptInClear();

        Start(client);
        server.SecureAsServer(TestCertificates.Loopback);

        var facts = ExpectMsg<TcpControl.Secured>().Facts;
        Assert.StartsWith("TLSv1.", facts.Protocol, StringComparison.Ordinal);
        Assert.StartsWith("TLS_", facts.Cipher, StringComparison.Ordinal);
        Assert.Equal("CN=loopback", facts.Name);
    }

    [Fact]
    public void A_certificate_that_leads_to_a_root_and_bears_the_name_is_taken()
    {
        var client = Connect();
        using var server = AcceptInClear();

        Start(client, new TlsTrust.Roots([TestCertificates.Loopback]));
        server.SecureAsServer(TestCertificates.Loopback);

        ExpectMsg<TcpControl.Secured>();
    }

    [Fact]
    public async Task A_certificate_that_leads_to_no_root_is_not_taken() =>
        await ExpectRefused(TestCertificates.Loopback, TlsTrust.SystemRoots.Instance);

    [Fact]
    public async Task A_certificate_that_bears_another_name_is_not_taken() =>
        await ExpectRefused(TestCertificates.Elsewhere, new TlsTrust.Roots([TestCertificates.Elsewhere]));

    [Fact]
    public void A_server_that_speaks_on_in_clear_is_lost()
    {
        var client = Connect();
        using var server = AcceptInClear();

        Start(client);
        server.Say("220 what did you say?\r\n");

        Assert.StartsWith("no TLS: ", ExpectMsg<TcpControl.Lost>().Why, StringComparison.Ordinal);
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_began_a_line_in_clear_behind_its_go_ahead_is_lost()
    {
        var client = Connect();
        using var server = AcceptInClear();
        server.Say("220 go ahead\r\n250-mail.exam");
        Assert.Equal("220 go ahead", NextLine());

        Start(client);

        Assert.Contains("in clear", ExpectMsg<TcpControl.Lost>().Why, StringComparison.Ordinal);
        ExpectTerminated(client);
    }

    [Fact]
    public void A_line_said_in_clear_behind_the_go_ahead_comes_before_TLS_stands()
    {
        var client = Connect();
        using var server = AcceptInClear();
        server.Say("220 go ahead\r\n250 smuggled\r\n");
        Assert.Equal("220 go ahead", NextLine());

        Start(client);
        server.SecureAsServer(TestCertificates.Loopback);

        Assert.Equal("250 smuggled", NextLine());
        ExpectMsg<TcpControl.Secured>();
    }

    [Fact]
    public void A_server_that_goes_in_the_midst_of_the_handshake_is_lost()
    {
        var client = Connect();
        var server = AcceptInClear();

        Start(client);
        server.ReadOnce();
        server.Dispose();

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_resets_in_the_midst_of_the_handshake_is_lost()
    {
        var client = Connect();
        var server = AcceptInClear();

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
        using var server = AcceptInClear();

        client.Tell(StartTls(TlsTrust.Anybody.Instance, TimeSpan.FromMilliseconds(300)));

        Assert.Equal("no TLS: not done in time", ExpectMsg<TcpControl.Lost>().Why);
        ExpectTerminated(client);
    }

    [Fact]
    public void Abort_in_the_midst_of_the_handshake_leaves_nothing()
    {
        var client = Connect();
        using var server = AcceptInClear();
        Start(client);
        server.ReadOnce();

        client.Tell(TcpSignal.Abort.Instance);

        ExpectTerminated(client);
    }

    // The server's session tickets (RFC 8446 4.6.1) arrive while our last words are written and the end is said: at no moment may that reset
    // the connection, which would destroy those words on their way.
    [Fact]
    public void Session_tickets_that_arrive_with_the_end_do_not_reset_the_connection()
    {
        for (var round = 0; round < 100; round++)
        {
            var client = Connect();
            using var server = Accept();
            client.Tell(new TcpOutbox.Lines("QUIT\r\n"u8.ToArray()));
            client.Tell(TcpSignal.Finished.Instance);

            Assert.Equal("QUIT\r\n", server.ReadToEnd());
            server.Dispose();
            // Before the time is over after which it would be cut off.
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
        using var server = AcceptInClear();

        Start(client, trust);
        // In TLS 1.3 the server is done before it hears what the client thinks of its certificate.
        var shaking = Task.Run(() => server.SecureAsServer(certificate));

        Assert.StartsWith("no TLS: ", ExpectMsg<TcpControl.Lost>().Why, StringComparison.Ordinal);
        ExpectTerminated(client);
        await Record.ExceptionAsync(() => shaking);
    }

    private static void Start(IActorRef client, TlsTrust? trust = null) => client.Tell(StartTls(trust ?? TlsTrust.Anybody.Instance, Enough));

    private static TcpOutbox.StartTls StartTls(TlsTrust trust, TimeSpan limit) =>
        new(new TlsClientSettings("127.0.0.1", trust, SslProtocols.Tls12 | SslProtocols.Tls13, limit));
}
