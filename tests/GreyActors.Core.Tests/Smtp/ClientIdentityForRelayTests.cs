using System.Net;
using System.Text;
using GreyActors.Core.Proxy;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class ClientIdentityForRelayTests
{
    private static readonly RelayReply Ehlo = Reply(250, "250-mail\r\n250-PIPELINING\r\n250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN\r\n250 XFORWARD ADDR HELO\r\n");

    [Theory]
    [InlineData("192.0.2.7", "198.51.100.1", "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("::ffff:192.0.2.7", "::ffff:198.51.100.1", "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n")]
    [InlineData("2001:db8::7", "2001:db8::1", "PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n")]
    public void A_proxy_header_of_version_1_names_both_ends(string remote, string local, string line) =>
        Assert.Equal(line, Encoding.ASCII.GetString(ProxyHeader.Version1(EndPoint(remote, 4711), EndPoint(local, 25))));

    [Fact]
    public void A_proxy_header_of_version_2_is_the_block_that_haproxy_describes()
    {
        Assert.Equal(
            "0D0A0D0A000D0A515549540A2111000CC0000207C63364011267" + "0019",
            Convert.ToHexString(ProxyHeader.Version2(EndPoint("192.0.2.7", 4711), EndPoint("198.51.100.1", 25))));
        Assert.Equal(
            "0D0A0D0A000D0A515549540A21210024" + "20010DB8000000000000000000000007" + "20010DB8000000000000000000000001" + "12670019",
            Convert.ToHexString(ProxyHeader.Version2(EndPoint("2001:db8::7", 4711), EndPoint("2001:db8::1", 25))));
        Assert.Equal("0D0A0D0A000D0A515549540A20000000", Convert.ToHexString(ProxyHeader.Version2Local.Span));
    }

    [Fact]
    public void XCLIENT_contains_the_supported_attributes_only() => Assert.Equal(
        "XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.7 PORT=4711 PROTO=ESMTP HELO=client.example\r\n",
        ClientAttributes.Line("XCLIENT", Ehlo, Client("192.0.2.7", "198.51.100.1")));

    [Fact]
    public void XFORWARD_contains_the_supported_attributes_only() => Assert.Equal(
        "XFORWARD ADDR=IPv6:2001:db8::7 HELO=client.example\r\n",
        ClientAttributes.Line("XFORWARD", Ehlo, Client("2001:db8::7", "2001:db8::1")));

    [Fact]
    public void XCLIENT_and_XFORWARD_are_not_sent_to_a_backend_that_does_not_offer_them() =>
        Assert.Null(ClientAttributes.Line("XCLIENT", Reply(250, "250-mail\r\n250 XCLIENTELE ADDR\r\n"), Client("192.0.2.7", "198.51.100.1")));

    [Theory]
    [InlineData("a+b=c", "a+2Bb+3Dc")]
    [InlineData("[UNAVAILABLE]", "[UNAVAILABLE]")]
    [InlineData("a b\r\nMAIL", "a+20b+0D+0AMAIL")]
    [InlineData("ü", "+C3+BC")]
    public void Attribute_values_are_xtext(string value, string encoded) => Assert.Equal(encoded, ClientAttributes.Xtext(value));

    [Fact]
    public void The_session_restarts_with_the_clients_name_after_XCLIENT()
    {
        var dialogue = RelayDialogue.Start(Plan(ClientAddressMode.Xclient));
        dialogue = Say(dialogue, Reply(220, "220 mail\r\n"), "EHLO grey.example.com\r\n");
        Assert.False(dialogue.ClientIsKnown);
        dialogue = Say(dialogue, Ehlo, "XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.7 PORT=4711 PROTO=ESMTP HELO=client.example\r\n");
        Assert.True(dialogue.ClientIsKnown);
        dialogue = Say(dialogue, Reply(220, "220 mail\r\n"), "EHLO client.example\r\n");
        Say(dialogue, Reply(250, "250 mail\r\n"), "MAIL FROM:<a@example.org>\r\n");
    }

    [Fact]
    public void XFORWARD_is_followed_by_the_mail_at_once()
    {
        var dialogue = RelayDialogue.Start(Plan(ClientAddressMode.Xforward));
        dialogue = Say(dialogue, Reply(220, "220 mail\r\n"), "EHLO grey.example.com\r\n");
        dialogue = Say(dialogue, Ehlo, "XFORWARD ADDR=192.0.2.7 HELO=client.example\r\n");
        Say(dialogue, Reply(250, "250 2.0.0 Ok\r\n"), "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.com>\r\n");
    }

    [Theory]
    [InlineData(ClientAddressMode.Xclient, 550)]
    [InlineData(ClientAddressMode.Xclient, 250)]
    [InlineData(ClientAddressMode.Xforward, 501)]
    public void A_backend_that_refuses_XCLIENT_bounces_no_mail(ClientAddressMode mode, int code)
    {
        var dialogue = RelayDialogue.Start(Plan(mode));
        dialogue = Say(dialogue, Reply(220, "220 mail\r\n"), "EHLO grey.example.com\r\n");
        dialogue = ((RelayStep.Say)dialogue.Handle(Ehlo)).Next;
        var failed = Assert.IsType<RelayStep.Failed>(dialogue.Handle(Reply(code, $"{code} 5.7.1 go away\r\n")));
        Assert.StartsWith("451 4.3.0", failed.Reply.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_PROXY_header_passes_the_client_from_the_start()
    {
        var dialogue = RelayDialogue.Start(Plan(ClientAddressMode.ProxyV1));
        Assert.True(dialogue.ClientIsKnown);
        Say(dialogue, Reply(220, "220 mail\r\n"), "EHLO client.example\r\n");
    }

    [Fact]
    public void The_Received_field_names_the_client_and_contains_no_injected_text()
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));
        Assert.Equal(
            "Received: from client.example ([192.0.2.7])\r\n\tby grey.example.com (GreyActors) with ESMTP;\r\n\tFri, 02 Jan 2026 02:04:05 +0000\r\n",
            Encoding.ASCII.GetString(TraceFields.Received(Client("192.0.2.7", "198.51.100.1"), "grey.example.com", "GreyActors", now)));
        var hostile = Client("2001:db8::7", "2001:db8::1") with { Helo = "x)\r\nBcc:(\"\\ü", Extended = false };
        Assert.StartsWith(
            "Received: from x???Bcc:???? ([IPv6:2001:db8::7])\r\n\tby grey.example.com (GreyActors) with SMTP;\r\n\t",
            Encoding.ASCII.GetString(TraceFields.Received(hostile, "grey.example.com", "GreyActors", now)),
            StringComparison.Ordinal);
    }

    private static RelayDialogue Say(RelayDialogue dialogue, RelayReply heard, string said)
    {
        var say = Assert.IsType<RelayStep.Say>(dialogue.Handle(heard));
        Assert.Equal(said, say.Lines);
        return say.Next;
    }

    private static RelayPlan Plan(ClientAddressMode mode) => new(
        "grey.example.com", new MailPath("a", "example.org"), EsmtpParameters.None, new MailPath("b", "example.com"), EsmtpParameters.None)
    {
        Client = Client("192.0.2.7", "198.51.100.1"),
        ClientAddress = mode,
    };

    private static ForwardedClient Client(string remote, string local) => new(
        EndPoint(remote, 4711), EndPoint(local, 25), "client.example", Extended: true);

    private static IPEndPoint EndPoint(string address, int port) => new(IPAddress.Parse(address), port);

    private static RelayReply Reply(int code, string lines) => new(code, Encoding.ASCII.GetBytes(lines));
}
