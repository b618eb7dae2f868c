using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class SmtpSessionTests
{
    internal const string Greeted = """
        inbox:  HELO client.example.org
        outbox: 250 mail.example.com Hello [192.0.2.1]

        """;

    internal const string Opened = Greeted + """
        inbox:  MAIL FROM:<ann@example.org>
        outbox: 250 2.1.0 OK

        """;

    private static readonly SessionRules AtData = SessionDialogue.Rules with { DeferAt = DeferAt.Data };

    [Fact]
    public void One_mail_is_delivered_and_another_after_it() => SessionDialogue.Play("""
        phase:      Connected
        inbox:      EHLO client.example.org
        outbox:     250-mail.example.com Hello [192.0.2.1]
        outbox:     250-PIPELINING
        outbox:     250-SIZE 1000
        outbox:     250-8BITMIME
        outbox:     250-SMTPUTF8
        outbox:     250 DSN
        phase:      Greeted
        inbox:      MAIL FROM:<ann@example.org> SIZE=1000 BODY=8BITMIME RET=HDRS
        outbox:     250 2.1.0 OK
        phase:      ReversePathGiven
        inbox:      RCPT TO:<bob@example.com> NOTIFY=NEVER
        tcp_inbox:  250 2.1.5 Recipient Ok
        outbox:     250 2.1.5 Recipient Ok
        phase:      RecipientsAccepted
        inbox:      DATA
        tcp_inbox:  354 Go ahead
        outbox:     354 Go ahead
        tcp_inbox:  250 2.0.0 Queued as 4711
        outbox:     250 2.0.0 Queued as 4711
        phase:      Greeted
        inbox:      MAIL FROM:<>
        outbox:     250 2.1.0 OK
        inbox:      RCPT TO:<postmaster>
        tcp_inbox:  250 2.1.5 Recipient Ok
        outbox:     250 2.1.5 Recipient Ok
        inbox:      DATA
        tcp_inbox:  354 Go ahead
        outbox:     354 Go ahead
        tcp_inbox:  554 5.7.1 Not this one
        outbox:     554 5.7.1 Not this one
        phase:      Greeted
        inbox:      QUIT
        outbox:     221 2.0.0 mail.example.com closing connection
        closed:
        """);

    [Fact]
    public void A_recipient_is_deferred_and_the_session_continues() => SessionDialogue.Play(Opened + """
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 Please try again later
        phase:      RecipientsDeferred
        inbox:      DATA
        outbox:     451 4.7.1 Please try again later
        phase:      Greeted
        errors:     0
        """);

    [Fact]
    public void A_mail_is_delivered_to_its_accepted_recipients() => SessionDialogue.Play(Opened + """
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox:      RCPT TO:<eve@elsewhere.example>
        policy:     refuse
        outbox:     550 5.7.1 *
        phase:      RecipientsDeferred
        inbox:      RCPT TO:<carol@example.com>
        tcp_inbox:  250 2.1.5 Ok
        outbox:     250 2.1.5 Ok
        recipients: <bob@example.com>=Deferred <eve@elsewhere.example>=Refused <carol@example.com>=Accepted
        phase:      RecipientsAccepted
        inbox:      DATA
        tcp_inbox:  354 Go ahead
        outbox:     354 Go ahead
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        errors:     0
        """);

    [Fact]
    public void Data_for_refused_recipients_ends_the_mail_transaction() => SessionDialogue.Play(Opened + """
        inbox:      RCPT TO:<eve@elsewhere.example>
        policy:     refuse
        outbox:     550 5.7.1 *
        inbox:      DATA
        outbox:     554 5.5.1 *
        phase:      Greeted
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        """);

    [Fact]
    public void A_mail_without_a_recipient_that_the_backend_could_accept_is_retried() => SessionDialogue.Play(Opened + """
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  450 4.2.0 Mailbox busy
        outbox:     450 4.2.0 Mailbox busy
        phase:      RecipientsDeferred
        recipients: <bob@example.com>=Failed
        inbox:      DATA
        outbox:     451 4.3.0 No recipient can be accepted right now, please try again later
        phase:      Greeted
        errors:     0
        """);

    [Fact]
    public void Recipients_that_a_lost_backend_had_accepted_are_retried() => SessionDialogue.Play(Opened + """
        tcp_control: lost
        phase:       ReversePathGiven
        inbox:       RCPT TO:<bob@example.com>
        tcp_inbox:   250 Ok
        outbox:      250 Ok
        inbox:       RCPT TO:<nobody@example.com>
        tcp_inbox:   550 No such user
        outbox:      550 No such user
        tcp_control: lost
        recipients:  <bob@example.com>=Lost <nobody@example.com>=Refused
        phase:       RecipientsDeferred
        inbox:       DATA
        outbox:      451 4.4.2 Lost connection to the destination mail server, please try again later
        tcp_control: lost
        phase:       Greeted
        """);

    [Fact]
    public void The_whole_mail_is_deferred_at_DATA_with_defer_at_data() => SessionDialogue.Play(AtData, Opened + """
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  250 2.1.5 Ok
        outbox:     250 2.1.5 Ok
        phase:      RecipientsAccepted
        inbox:      RCPT TO:<carol@example.com>
        greylist:   defer
        outbox:     250 2.1.5 OK
        phase:      RecipientsDeferred
        inbox:      RCPT TO:<eve@elsewhere.example>
        policy:     refuse
        outbox:     550 5.7.1 *
        phase:      RecipientsDeferred
        inbox:      DATA
        outbox:     451 4.7.1 Please try again later
        phase:      Greeted
        """);

    [Fact]
    public void The_null_reverse_path_is_deferred_at_DATA_so_that_callbacks_succeed() => SessionDialogue.Play(Greeted + """
        inbox:      MAIL FROM:<>
        outbox:     250 2.1.0 OK
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     250 2.1.5 OK
        inbox:      DATA
        outbox:     451 4.7.1 Please try again later
        """);

    [Fact]
    public void A_nested_MAIL_leaves_the_open_transaction_unchanged() => SessionDialogue.Play(Opened + """
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox:      MAIL FROM:<other@example.org>
        outbox:     503 5.5.1 Error: nested MAIL command
        recipients: <bob@example.com>=Accepted
        """);

    [Theory]
    [InlineData("EHLO again.example.org", "250-*")]
    [InlineData("HELO again.example.org", "250 *")]
    [InlineData("RSET", "250 2.0.0 OK")]
    public void A_second_greeting_or_RSET_ends_the_mail_transaction(string line, string reply)
    {
        var dialogue = Opened + $"""
            inbox:      RCPT TO:<bob@example.com>
            tcp_inbox:  250 Ok
            outbox:     250 Ok
            inbox:      {line}
            outbox:     {reply}

            """;
        if (reply == "250-*")
            dialogue += string.Concat(Enumerable.Repeat("outbox: 250*\n", 5));
        SessionDialogue.Play(dialogue + """
            phase:      Greeted
            inbox:      DATA
            outbox:     503 5.5.1 Error: need MAIL command
            """);
    }

    [Fact]
    public void RSET_keeps_the_clients_HELO() => SessionDialogue.Play("""
        inbox:  RSET
        outbox: 250 2.0.0 OK
        phase:  Connected
        inbox:  HELO client.example.org
        outbox: 250 *
        inbox:  RSET
        outbox: 250 2.0.0 OK
        phase:  Greeted
        """);

    [Fact]
    public void Commands_outside_a_mail_transaction_leave_it_unchanged() => SessionDialogue.Play(Opened + """
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 *
        inbox:      NOOP anything
        outbox:     250 2.0.0 OK
        inbox:      VRFY bob
        outbox:     252 2.0.0 *
        inbox:      HELP
        outbox:     214-2.0.0 *
        outbox:     214 2.0.0 See RFC 5321
        inbox:      AUTH PLAIN
        outbox:     502 5.5.1 *
        recipients: <bob@example.com>=Deferred
        """);

    [Fact]
    public void A_whitelisted_recipient_counts_for_the_whole_mail_once_the_backend_has_accepted_it()
    {
        Assert.False(AcceptAllAfter("550 5.1.1 No such user"));
        Assert.True(AcceptAllAfter("250 Ok"));
    }

    private static bool AcceptAllAfter(string reply)
    {
        var rules = AtData;
        var session = SmtpSession.Start with { ClientName = "client.example.org" };
        session = session.Handle(CommandParser.Parse("MAIL FROM:<ann@example.org>"u8), rules).Session;
        foreach (var (line, fate) in new[]
        {
            ("RCPT TO:<bob@example.com>", RecipientFate.ByRelay(new SmtpReply(reply), acceptAll: true)),
            ("RCPT TO:<carol@example.com>", RecipientFate.ByRelay(new SmtpReply("250 Ok"))),
        })
        {
            var judge = Assert.IsType<SessionStep.Judge>(session.Handle(CommandParser.Parse(Bytes.Of(line)), rules));
            session = session.On(new SessionEvent.RecipientDecided(judge, fate), rules).Session;
        }

        return session.Transaction!.AcceptAll;
    }
}
