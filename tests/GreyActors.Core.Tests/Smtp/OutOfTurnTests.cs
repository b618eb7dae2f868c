using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>Clients with another protocol, and clients that send data too early (RFC 2920 3.1, RFC 5321 4.3.1).</summary>
public sealed class OutOfTurnTests
{
    private const string ExtendedGreeting = """
        inbox:  EHLO client.example.org
        outbox: 250-mail.example.com *
        outbox: 250-PIPELINING
        outbox: 250-SIZE 1000
        outbox: 250-8BITMIME
        outbox: 250-SMTPUTF8
        outbox: 250 DSN

        """;

    private const string Closed = """
        outbox: 554 5.5.0 Error: SMTP protocol synchronization
        errors: 0
        closed:
        """;

    private static readonly SessionRules Tolerant = SessionDialogue.Rules with { RejectEarlyTalkers = false };

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("CONNECT")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public void Another_protocol_closes_the_session_at_once_without_counting_as_an_error(string word) => SessionDialogue.Play(
        $"{SmtpSessionTests.Opened}inbox: {word} / HTTP/1.1\n" + """
        outbox: 554 5.5.0 Error: this is an SMTP server
        errors: 0
        phase:  ReversePathGiven
        closed:
        """);

    [Theory]
    [InlineData("EHLO client.example.org")]
    [InlineData("HELO client.example.org")]
    [InlineData("EHLO")]
    [InlineData("MAIL FROM:<ann@example.org>")]
    [InlineData("RSET")]
    [InlineData("NOOP")]
    [InlineData("WHAT")]
    [InlineData("AUTH PLAIN")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("")]
    public void Pipelining_before_the_reply_to_EHLO_closes_the_session(string line) => SessionDialogue.Play($"inbox+: {line}\n{Closed}");

    [Theory]
    [InlineData("MAIL FROM:<ann@example.org>")]
    [InlineData("NOOP")]
    [InlineData("HELO again.example.org")]
    public void Pipelining_after_HELO_closes_the_session(string line) =>
        SessionDialogue.Play($"{SmtpSessionTests.Greeted}inbox+: {line}\n{Closed}");

    [Theory]
    [InlineData("EHLO again.example.org")]
    [InlineData("HELO again.example.org")]
    [InlineData("HELO")]
    public void Pipelining_after_another_greeting_closes_the_session(string line) =>
        SessionDialogue.Play($"{ExtendedGreeting}inbox+: {line}\n{Closed}");

    [Fact]
    public void Content_before_the_354_of_DATA_closes_the_session() => SessionDialogue.Play(ExtendedGreeting + """
        inbox+:     MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        inbox+:     RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox+:     DATA

        """ + Closed);

    [Fact]
    public void QUIT_ends_the_session_and_ignores_later_input() => SessionDialogue.Play("""
        inbox+: QUIT
        outbox: 221 2.0.0 mail.example.com closing connection
        closed:
        """);

    [Fact]
    public void A_pipelined_group_continues_and_a_refused_DATA_in_it_makes_the_rest_content() => SessionDialogue.Play(
        ExtendedGreeting + """
        inbox+:     RSET
        outbox:     250 2.0.0 OK
        inbox+:     MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        inbox+:     RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox+:     RCPT TO:<carol@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox+:     DATA
        outbox:     451 4.7.1 *
        inbox+:     Subject: hello
        content:    thrown away
        outbox:     554 5.5.0 Error: mail data was refused at DATA
        inbox+:     WHAT
        outbox:     500 5.5.2 *
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        """);

    [Fact]
    public void A_DATA_refused_for_its_argument_is_not_out_of_turn() => SessionDialogue.Play(ExtendedGreeting + """
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox+:     DATA now
        outbox:     501 5.5.4 *
        inbox+:     Subject: hello
        content:    thrown away
        outbox:     554 5.5.0 Error: mail data was refused at DATA
        """);

    [Fact]
    public void A_client_that_does_not_wait_is_served_if_configured() => SessionDialogue.Play(Tolerant, """
        inbox+:     HELO client.example.org
        outbox:     250 mail.example.com Hello [192.0.2.1]
        inbox+:     MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        inbox+:     RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox+:     DATA
        tcp_inbox:  354 Go ahead
        outbox:     354 Go ahead
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox+:     QUIT
        outbox:     221 *
        closed:
        """);

    [Fact]
    public void Another_protocol_closes_the_session_even_if_early_talkers_are_served() => SessionDialogue.Play(Tolerant, """
        inbox+: POST / HTTP/1.1
        outbox: 554 5.5.0 Error: this is an SMTP server
        closed:
        """);
}
