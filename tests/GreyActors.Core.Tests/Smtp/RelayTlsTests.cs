using System.Globalization;
using System.Net;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class RelayTlsTests
{
    private const string Offered = "250-mail\n250-XCLIENT ADDR\n250-starttls\n250 SMTPUTF8";

    private static readonly RelayTls[] Wanted = [RelayTls.Opportunistic, RelayTls.Required, RelayTls.Verify];

    [Fact]
    public void TLS_starts_first_if_offered_and_the_cleartext_extensions_are_forgotten()
    {
        foreach (var tls in Wanted)
        {
            var dialogue = Says(AfterBanner(tls).Handle(Reply(Offered)), "STARTTLS\r\n");
            dialogue = Assert.IsType<RelayStep.Secure>(dialogue.Handle(Reply("220 go ahead"))).Next;
            Assert.False(dialogue.IsSecure);
            var say = dialogue.Secured();
            Assert.Equal("EHLO grey.example.com\r\n", say.Lines);
            Assert.True(say.Next.IsSecure);
            // No XCLIENT, which was offered in cleartext only, and no second STARTTLS.
            Says(say.Next.Handle(Reply("250-mail\n250 STARTTLS")), "MAIL FROM:<a@example.org>\r\n");
        }
    }

    [Fact]
    public void The_client_is_passed_to_the_backend_over_TLS()
    {
        var secured = Secured(RelayTls.Required);
        Says(secured.Handle(Reply(Offered)), "XCLIENT ADDR=192.0.2.7\r\n");
    }

    [Fact]
    public void STARTTLS_is_not_sent_if_TLS_is_off() =>
        Says(AfterBanner(RelayTls.Off).Handle(Reply(Offered)), "XCLIENT ADDR=192.0.2.7\r\n");

    [Theory]
    [InlineData("250-mail\n250-XSTARTTLS\n250 STARTTLSX")]
    [InlineData("250 STARTTLS")]
    public void A_relay_without_offered_TLS_continues_in_cleartext_or_fails(string ehlo)
    {
        Says(AfterBanner(RelayTls.Opportunistic).Handle(Reply(ehlo)), "MAIL FROM:<a@example.org>\r\n");
        Insecure(AfterBanner(RelayTls.Required).Handle(Reply(ehlo)));
        Insecure(AfterBanner(RelayTls.Verify).Handle(Reply(ehlo)));
    }

    [Theory]
    [InlineData("454 4.7.0 TLS not available")]
    [InlineData("502 5.5.1 what")]
    public void A_refused_STARTTLS_counts_as_not_offered(string reply)
    {
        var dialogue = Says(AfterBanner(RelayTls.Opportunistic).Handle(Reply(Offered)), "STARTTLS\r\n");
        dialogue = Says(dialogue.Handle(Reply(reply)), "EHLO grey.example.com\r\n");
        Says(dialogue.Handle(Reply(Offered)), "XCLIENT ADDR=192.0.2.7\r\n");
        foreach (var tls in Wanted[1..])
            Insecure(Says(AfterBanner(tls).Handle(Reply(Offered)), "STARTTLS\r\n").Handle(Reply(reply)));
    }

    [Fact]
    public void A_server_without_EHLO_gets_mail_in_cleartext_or_none()
    {
        Says(AfterBanner(RelayTls.Opportunistic).Handle(Reply("502 what")), "HELO grey.example.com\r\n");
        foreach (var tls in Wanted[1..])
            Assert.IsType<RelayStep.Failed>(AfterBanner(tls).Handle(Reply("502 what")));
    }

    [Fact]
    public void A_relay_whose_handshake_fails_continues_in_cleartext_or_fails()
    {
        Assert.Null(AfterBanner(RelayTls.Opportunistic).FailSecuring());
        Insecure(AfterBanner(RelayTls.Required).FailSecuring());
        Insecure(AfterBanner(RelayTls.Verify).FailSecuring());
    }

    [Fact]
    public void No_reply_leads_to_cleartext_mail_if_TLS_is_required()
    {
        RelayPhase[] before = [RelayPhase.Banner, RelayPhase.Ehlo, RelayPhase.StartTls, RelayPhase.Handshake];
        foreach (var (tls, phase) in Wanted[1..].SelectMany(tls => before.Select(phase => (tls, phase))))
        {
            for (var code = 200; code < 600; code++)
            {
                var step = new RelayDialogue(phase, Plan(tls)).Handle(Reply($"{code} x"));
                Assert.True(step is RelayStep.Failed or RelayStep.Secure or RelayStep.Say { Lines: "EHLO grey.example.com\r\n" or "STARTTLS\r\n" }, $"{tls} {phase} {code}: {step}");
            }
        }
    }

    [Fact]
    public void A_probe_learns_the_extensions_over_TLS_like_mail()
    {
        foreach (var tls in Wanted)
        {
            var probe = Assert.IsType<ProbeStep.Say>(Greeted(tls).Handle(Reply(Offered)));
            Assert.Equal("STARTTLS\r\n", probe.Lines);
            var secure = Assert.IsType<ProbeStep.Secure>(probe.Next.Handle(Reply("220 go")));
            var again = Assert.IsType<ProbeStep.Say>(secure.Next.Secured());
            Assert.Equal("EHLO grey.example.com\r\n", again.Lines);
            Assert.Equal(SmtpExtensions.Dsn, Assert.IsType<ProbeStep.Learnt>(again.Next.Handle(Reply("250-mail\n250 DSN"))).Capabilities.Extensions);
        }

        Assert.Equal(SmtpExtensions.SmtpUtf8, Assert.IsType<ProbeStep.Learnt>(Greeted(RelayTls.Off).Handle(Reply(Offered))).Capabilities.Extensions);
    }

    [Fact]
    public void A_probe_without_TLS_learns_the_cleartext_extensions_or_fails()
    {
        foreach (var tls in Wanted)
        {
            var asked = Assert.IsType<ProbeStep.Say>(Greeted(tls).Handle(Reply(Offered))).Next;
            var shaking = Assert.IsType<ProbeStep.Secure>(asked.Handle(Reply("220 go"))).Next;
            ProbeStep[] ends = [asked.Handle(Reply("454 not now")), shaking.Lost("no TLS"), Greeted(tls).Handle(Reply("250-mail\n250 SMTPUTF8"))];
            foreach (var end in ends)
            {
                if (tls == RelayTls.Opportunistic)
                    Assert.Equal(SmtpExtensions.SmtpUtf8, Assert.IsType<ProbeStep.Learnt>(end).Capabilities.Extensions);
                else
                    Assert.IsType<ProbeStep.Missed>(end);
            }

            Assert.IsType<ProbeStep.Missed>(asked.Lost("connection closed"));
            Assert.IsType<ProbeStep.Missed>(shaking.Handle(Reply("250 sent in cleartext")));
        }
    }

    [Fact]
    public void A_probe_uses_LMTP_like_mail() =>
        Assert.Equal("LHLO grey\r\n", Assert.IsType<ProbeStep.Say>(new ProbeDialogue("grey", true, RelayTls.Off).Handle(Reply("220 mail"))).Lines);

    private static ProbeDialogue Greeted(RelayTls tls) =>
        Assert.IsType<ProbeStep.Say>(new ProbeDialogue("grey.example.com", false, tls).Handle(Reply("220 mail"))).Next;

    private static RelayDialogue AfterBanner(RelayTls tls) =>
        Says(RelayDialogue.Start(Plan(tls)).Handle(Reply("220 mail")), "EHLO grey.example.com\r\n");

    private static RelayDialogue Secured(RelayTls tls)
    {
        var asked = Says(AfterBanner(tls).Handle(Reply(Offered)), "STARTTLS\r\n");
        return Assert.IsType<RelayStep.Secure>(asked.Handle(Reply("220 go"))).Next.Secured().Next;
    }

    private static void Insecure(RelayStep? step) => Assert.Equal(SmtpReplies.RelayInsecure, Assert.IsType<RelayStep.Failed>(step).Reply);

    private static RelayDialogue Says(RelayStep step, string lines)
    {
        var say = Assert.IsType<RelayStep.Say>(step);
        Assert.Equal(lines, say.Lines);
        return say.Next;
    }

    private static RelayPlan Plan(RelayTls tls) => new(
        "grey.example.com", new MailPath("a", "example.org"), EsmtpParameters.None, new MailPath("b", "example.com"), EsmtpParameters.None)
    {
        Client = new ForwardedClient(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4711), new IPEndPoint(IPAddress.Loopback, 25), "client.example", true),
        ClientAddress = ClientAddressMode.Xclient,
        Tls = tls,
    };

    private static RelayReply Reply(string lines) =>
        new(int.Parse(lines[..3], CultureInfo.InvariantCulture), Bytes.Of(lines.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n"));
}
