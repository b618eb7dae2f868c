using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>TLS to the backend: what each value of relay.tls accepts, and the replies of the client otherwise.</summary>
public sealed class RelayTlsTests(RelayTlsTests.MailServers servers) : IClassFixture<RelayTlsTests.MailServers>
{
    private const string Host = "real.example.test";
    private const string Insecure = "451 4.7.5 ";

    private static int _recipients;

    private readonly string _recipient = $"tls{Interlocked.Increment(ref _recipients)}@example.test";

    [Theory]
    [InlineData("off", false)]
    [InlineData("opportunistic", true)]
    [InlineData("required", true)]
    public async Task Any_certificate_is_accepted_unless_it_must_be_verified(string tls, bool secured)
    {
        await using var program = await Start(servers.Expired.Port, tls);

        Assert.StartsWith("250 ", await Heard(program), StringComparison.Ordinal);

        Assert.Equal(secured, (await MailIn(servers.Expired)).Contains("using TLSv1.3 with cipher ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_with_the_root_and_the_name_is_accepted()
    {
        await using var program = await Start(
            servers.Good.Port, "verify", ("relay.tls-ca-file", servers.Authority.Root), ("relay.tls-name", Host));

        Assert.StartsWith("250 ", await Heard(program), StringComparison.Ordinal);

        Assert.Contains("using TLSv1.3 with cipher ", await MailIn(servers.Good), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_with_another_name_is_rejected() => await ItWaits(
        servers.Good.Port, "RemoteCertificateNameMismatch", "verify", ("relay.tls-ca-file", servers.Authority.Root));

    [Fact]
    public async Task An_expired_certificate_is_rejected() => await ItWaits(
        servers.Expired.Port, "NotTimeValid", "verify", ("relay.tls-ca-file", servers.Authority.Root), ("relay.tls-name", Host));

    [Fact]
    public async Task A_certificate_with_another_root_is_rejected()
    {
        using var other = new CertificateAuthority();
        await ItWaits(servers.Good.Port, "PartialChain", "verify", ("relay.tls-ca-file", other.Root), ("relay.tls-name", Host));
    }

    [Fact]
    public async Task A_certificate_without_a_root_of_the_system_is_rejected() =>
        await ItWaits(servers.Good.Port, "PartialChain", "verify", ("relay.tls-name", Host));

    [Theory]
    [InlineData("required")]
    [InlineData("verify")]
    public async Task Mail_that_needs_TLS_is_deferred_if_the_backend_does_not_offer_it(string tls) =>
        await ItWaits(servers.Plain.Port, "STARTTLS is not offered", tls);

    [Fact]
    public async Task Mail_that_does_not_need_TLS_goes_in_cleartext_if_the_backend_does_not_offer_it()
    {
        await using var program = await Start(servers.Plain.Port, "opportunistic");

        Assert.StartsWith("250 ", await Heard(program), StringComparison.Ordinal);

        Assert.DoesNotContain("using TLS", await MailIn(servers.Plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tree_shows_the_negotiated_TLS_and_the_probe_uses_TLS()
    {
        await using var program = await Start(servers.Good.Port, "required");
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{_recipient}>", "250");

        var relay = (await program.Tree()).Client(withRelay: true)!.At("policy", "relay-1")!;

        Assert.Matches($"^127\\.0\\.0\\.1:{servers.Good.Port}, TLSv1\\.3 with TLS_", relay.About);
        await program.Says($"Backend 127.0.0.1:{servers.Good.Port} offers ");
        Assert.DoesNotContain("cannot be probed", program.Output, StringComparison.Ordinal);
    }

    /// <summary>Faults of a backend during the handshake, with the log message.</summary>
    public static TheoryData<Misbehaviour, string> Failures => new()
    {
        { new Misbehaviour.Answer("454 4.7.0 TLS not available"), "STARTTLS was refused" },
        { new Misbehaviour.Derail("220 go ahead", "no handshake, but garbage\r\n"), "no TLS: " },
        { new Misbehaviour.Derail("220 go ahead", "\x15\x03\x03\0\x02\x02\x28"), "no TLS: " },
        { new Misbehaviour.Derail("220 go ahead", ""), "no TLS: " },
        { new Misbehaviour.Unfinished("220 go ahead\r\n250-injected"), "cleartext after its reply to STARTTLS" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_handshake_is_followed_by_cleartext_or_by_no_mail(Misbehaviour how, string why)
    {
        await using var recorder = Recorder(how);
        await using (var program = await Start(recorder.Port, "opportunistic"))
        {
            Assert.StartsWith("250 ", await Heard(program), StringComparison.Ordinal);
            Assert.Single(recorder.Delivered);
        }

        await using (var program = await Start(recorder.Port, "required"))
        {
            Assert.StartsWith(Insecure, await Heard(program), StringComparison.Ordinal);
            await ItIsLogged(program, why);
            Assert.Single(recorder.Delivered);
        }
    }

    [Theory]
    [InlineData("opportunistic", "250-mail\r\n250 PIPELINING")]
    [InlineData("required", "250-mail\r\n250 PIPELINING")]
    [InlineData("required", "\x16\x03\x03 garbage")]
    [InlineData("opportunistic", "250-injected")]
    [InlineData("required", "250-injected\r\n250-SIZE 77")]
    public async Task Text_injected_after_the_go_ahead_is_not_read_as_TLS_data(string tls, string injected)
    {
        await using var recorder = Recorder(new Misbehaviour.Answer($"220 go ahead\r\n{injected}"));
        await using var program = await Start(recorder.Port, tls);

        Assert.StartsWith("451 4.3.0 ", await Heard(program), StringComparison.Ordinal);

        Assert.Empty(recorder.Delivered);
        Assert.DoesNotContain(recorder.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.All(await program.Servers(), server => Assert.NotEqual("up", server.Condition));
    }

    [Fact]
    public async Task A_backend_that_is_silent_in_the_handshake_is_given_up_soon()
    {
        await using var recorder = Recorder(new Misbehaviour.Unfinished("220 go ahead\r\n"));
        await using var program = await Start(recorder.Port, "opportunistic", ("relay.connect-timeout", "1s"));

        Assert.StartsWith("250 ", await Heard(program), StringComparison.Ordinal);
        await ItIsLogged(program, "handshake timed out; the mail is sent in cleartext");
    }

    private static RecordingMailServer Recorder(Misbehaviour how)
    {
        var recorder = new RecordingMailServer { Extensions = ["PIPELINING", "8BITMIME", "STARTTLS"] };
        recorder.Misbehave(Stage.StartTls, how);
        return recorder;
    }

    private static Task<GreyActorsProcess> Start(int port, string tls, params IEnumerable<(string Key, string Value)> more) =>
        GreyActorsProcess.Start(more.Aggregate(
            GreyActorsConfiguration.RelayingTo(port).With("relay.tls", tls), (configuration, one) => configuration.With(one.Key, $"\"{one.Value}\"")));

    private async Task ItWaits(int port, string why, string tls, params IEnumerable<(string Key, string Value)> more)
    {
        await using var program = await Start(port, tls, more);

        Assert.StartsWith(Insecure, await Heard(program), StringComparison.Ordinal);

        await ItIsLogged(program, $"Backend 127.0.0.1:{port} cannot be reached over TLS: .*{why}.*; the mail stays queued at the client");
    }

    private static Task ItIsLogged(GreyActorsProcess program, string pattern) =>
        Eventually.Holds(pattern, () => Regex.IsMatch(program.Output, pattern));

    private async Task<string> Heard(GreyActorsProcess program)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        if (await client.Say($"RCPT TO:<{_recipient}>") is { Code: not 250 } refused)
            return refused.Text;

        await client.Say("DATA", "354");
        await client.SendBytes("Subject: x\r\n\r\nx\r\n.\r\n");
        return (await client.Reply()).Text;
    }

    private Task<string> MailIn(PostfixInstance server) => Eventually.Find(
        "the mail in the mailbox", () => server.Mailbox().FirstOrDefault(mail => mail.Contains(_recipient, StringComparison.Ordinal)));

    /// <summary>Three backends for all tests: with a valid certificate, with an expired one, and without TLS.</summary>
    public sealed class MailServers : IDisposable
    {
        /// <summary>Starts the backends.</summary>
        public MailServers()
        {
            Good = PostfixInstance.Secured(Authority.Sign(Host));
            Expired = PostfixInstance.Secured(Authority.Sign(Host, expired: true));
            Plain = PostfixInstance.Receiving();
        }

        /// <summary>The authority that signed both certificates.</summary>
        public CertificateAuthority Authority { get; } = new();

        /// <summary>The backend with a valid certificate.</summary>
        public PostfixInstance Good { get; }

        /// <summary>The backend with an expired certificate.</summary>
        public PostfixInstance Expired { get; }

        /// <summary>The backend without TLS.</summary>
        public PostfixInstance Plain { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            Good.Dispose();
            Expired.Dispose();
            Plain.Dispose();
            Authority.Dispose();
        }
    }
}
