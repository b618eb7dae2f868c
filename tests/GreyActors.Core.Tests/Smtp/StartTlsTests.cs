using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class StartTlsTests
{
    private static readonly SessionRules Offered = SessionDialogue.Rules with { Tls = TlsOffer.Offered };

    private static readonly SessionRules Required = SessionDialogue.Rules with { Tls = TlsOffer.Required };

    [Theory]
    [InlineData(TlsOffer.None, false)]
    [InlineData(TlsOffer.Offered, true)]
    [InlineData(TlsOffer.Required, true)]
    public void EHLO_offers_STARTTLS_if_there_is_a_certificate(TlsOffer tls, bool offered) => Assert.Equal(
        offered,
        Said(SmtpSession.Start, "EHLO client.example.org", SessionDialogue.Rules with { Tls = tls }).ToString().EndsWith("\r\n250 STARTTLS", StringComparison.Ordinal));

    [Fact]
    public void STARTTLS_is_not_offered_inside_TLS() =>
        Assert.DoesNotContain("STARTTLS", Said(Inside(), "EHLO client.example.org", Required).ToString(), StringComparison.Ordinal);

    [Fact]
    public void STARTTLS_is_not_implemented_without_a_certificate() =>
        Assert.Equal(SmtpReplies.NotImplemented, Said(Greeted(Offered), "STARTTLS", SessionDialogue.Rules));

    [Fact]
    public void STARTTLS_takes_no_argument() => Assert.Equal(SmtpReplies.NoArgument, Said(Greeted(Offered), "STARTTLS now", Offered));

    [Fact]
    public void STARTTLS_cannot_be_repeated_inside_TLS() => Assert.Equal(SmtpReplies.TlsActive, Said(Inside(), "STARTTLS", Offered));

    [Fact]
    public void The_handshake_resets_the_session_except_for_its_errors()
    {
        var session = Greeted(Offered).Handle(Command("WHAT"), Offered).Session;
        session = session.Handle(Command("MAIL FROM:<ann@example.org>"), Offered).Session;

        var step = Assert.IsType<SessionStep.StartTls>(session.Handle(Command("STARTTLS"), Offered));

        Assert.Equal(SmtpReplies.ReadyForTls, step.Reply);
        var inside = step.Session.On(new SessionEvent.HandshakeFinished(), Offered).Session;
        Assert.Equal((SessionPhase.Connected, "", false, 1, true), (inside.Phase, inside.ClientName, inside.Extended, inside.Errors, inside.Secured));
        Assert.Equal(SmtpReplies.NeedGreeting, Said(inside, "MAIL FROM:<ann@example.org>", Offered));
    }

    [Theory]
    [InlineData("STARTTLS", true)]
    [InlineData("STARTTLS now", false)]
    public void Input_after_STARTTLS_is_out_of_turn(string line, bool outOfTurn) => Assert.Equal(
        outOfTurn,
        Greeted(Offered).Handle(Command(line), Offered, moreWaiting: true) is SessionStep.Close { Reply: var reply } && reply == SmtpReplies.OutOfTurn);

    [Fact]
    public void Input_after_STARTTLS_is_discarded_if_early_talkers_are_served() => Assert.IsType<SessionStep.StartTls>(
        Greeted(Offered).Handle(Command("STARTTLS"), Offered with { RejectEarlyTalkers = false }, moreWaiting: true));

    [Theory]
    [InlineData("NOOP", 250)]
    [InlineData("EHLO client.example.org", 250)]
    [InlineData("QUIT", 221)]
    [InlineData("STARTTLS", 220)]
    [InlineData("HELO client.example.org", 530)]
    [InlineData("MAIL FROM:<ann@example.org>", 530)]
    [InlineData("MAIL nonsense", 530)]
    [InlineData("RCPT TO:<bob@example.com>", 530)]
    [InlineData("DATA", 530)]
    [InlineData("RSET", 530)]
    [InlineData("VRFY bob", 530)]
    [InlineData("HELP", 530)]
    [InlineData("AUTH PLAIN", 530)]
    [InlineData("WHAT", 500)]
    [InlineData("GET / HTTP/1.1", 554)]
    public void Few_commands_are_permitted_in_cleartext_if_TLS_is_required(string line, int code) =>
        Assert.Equal(code, Said(Greeted(Required), line, Required).Code);

    [Fact]
    public void All_commands_are_permitted_inside_TLS_if_it_is_required()
    {
        var greeted = Inside().Handle(Command("EHLO client.example.org"), Required).Session;

        Assert.Equal(SmtpReplies.ReversePathOk, Said(greeted, "MAIL FROM:<ann@example.org>", Required));
    }

    [Fact]
    public void Content_after_a_DATA_refused_without_TLS_is_discarded() =>
        Assert.True(Greeted(Required).Handle(Command("DATA"), Required).Session.DataRefused);

    [Theory]
    [InlineData(true, true, "ESMTPS", "ESMTP")]
    [InlineData(true, false, "ESMTP", "ESMTP")]
    [InlineData(false, true, "SMTP", "SMTP")]
    public void The_Received_field_names_the_protocol_with_TLS_and_XCLIENT_without(bool extended, bool secured, string traced, string told)
    {
        var nowhere = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 25);
        var client = new ForwardedClient(nowhere, nowhere, "client.example.org", extended, secured);

        Assert.Equal((traced, told), (client.TracedProtocol, client.Protocol));
    }

    private static SmtpSession Greeted(SessionRules rules) => SmtpSession.Start.Handle(Command("EHLO client.example.org"), rules).Session;

    private static SmtpSession Inside() => Greeted(Offered).Handle(Command("STARTTLS"), Offered).Session.On(new SessionEvent.HandshakeFinished(), Offered).Session;

    private static SmtpReply Said(SmtpSession session, string line, SessionRules rules) => session.Handle(Command(line), rules) switch
    {
        SessionStep.Answer answer => answer.Reply,
        SessionStep.Close close => close.Reply,
        SessionStep.StartTls start => start.Reply,
        var step => throw new ArgumentException($"{step}", nameof(line)),
    };

    private static SmtpCommand Command(string line) => CommandParser.Parse(Bytes.Of(line));
}
