using Xunit;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>The limits of a session.</summary>
public sealed class SessionLimitsTests
{
    [Fact]
    public void Refused_recipients_count_as_errors() => SessionDialogue.Play(SmtpSessionTests.Opened + """
        inbox:      RCPT TO:<eve@elsewhere.example>
        policy:     refuse
        outbox:     550 5.7.1 *
        inbox:      RCPT TO:<nobody@example.com>
        tcp_inbox:  550 5.1.1 No such user
        outbox:     550 5.1.1 No such user
        phase:      RecipientsRefused
        errors:     2
        inbox:      RSET
        outbox:     250 2.0.0 OK
        phase:      Greeted
        """);

    [Fact]
    public void A_recipient_over_the_limit_gets_452_and_is_not_judged() => SessionDialogue.Play(SmtpSessionTests.Opened + """
        inbox:      RCPT TO:<a@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox:      RCPT TO:<b@example.com>
        greylist:   defer
        outbox:     451 *
        inbox:      RCPT TO:<c@example.com>
        policy:     refuse
        outbox:     550 *
        inbox:      RCPT TO:<d@example.com>
        outbox:     452 4.5.3 Error: too many recipients
        recipients: <a@example.com>=Accepted <b@example.com>=Deferred <c@example.com>=Refused
        errors:     1
        """);

    [Fact]
    public void An_error_beyond_the_limit_closes_the_session() => SessionDialogue.Play("""
        inbox:  WHAT
        outbox: 500 *
        inbox:  DATA
        outbox: 503 *
        errors: 2
        inbox:  NOOP
        outbox: 250 *
        inbox:  MAIL FROM:<ann@example.org>
        outbox: 421 4.7.0 Error: too many errors, closing connection
        closed:
        """);

    [Fact]
    public void An_accepted_mail_resets_the_count_of_errors() => SessionDialogue.Play("""
        inbox:      WHAT
        outbox:     500 *
        inbox:      WHAT
        outbox:     500 *
        inbox:      HELO client.example.org
        outbox:     250 *
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 *
        errors:     2
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox:      DATA
        tcp_inbox:  354 Go ahead
        outbox:     354 Go ahead
        errors:     2
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        errors:     0
        """);

    [Fact]
    public void A_hundred_deferred_mails_do_not_count_as_errors() => SessionDialogue.Play(SmtpSessionTests.Greeted + string.Concat(Enumerable.Repeat(
        """
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 2.1.0 OK
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox:      RCPT TO:<carol@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox:      DATA
        outbox:     451 4.7.1 *
        errors:     0

        """,
        100)));

    [Fact]
    public void A_malformed_command_changes_nothing_but_the_errors() => SessionDialogue.Play(SmtpSessionTests.Opened + """
        inbox:      RCPT TO:bob@example.com>
        outbox:     501 5.1.3 *
        inbox:      DATA now
        outbox:     503 5.5.1 Error: need RCPT command
        phase:      ReversePathGiven
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        recipients: <bob@example.com>=Accepted
        """);

    [Fact]
    public void Extensions_require_EHLO() => SessionDialogue.Play(SmtpSessionTests.Greeted + """
        inbox:  MAIL FROM:<ann@example.org> SIZE=10
        outbox: 555 5.5.4 *
        phase:  Greeted
        """);

    [Fact]
    public void A_size_over_the_limit_is_refused_before_the_mail_data() => SessionDialogue.Play("""
        inbox:  EHLO client.example.org
        outbox: 250-mail.example.com *
        outbox: 250-PIPELINING
        outbox: 250-SIZE 1000
        outbox: 250-8BITMIME
        outbox: 250-SMTPUTF8
        outbox: 250 DSN
        inbox:  MAIL FROM:<ann@example.org> SIZE=1001
        outbox: 552 5.3.4 *
        phase:  Greeted
        """);

    // "\u00c3\u00bc" are the two octets of a u with diaeresis.
    [Fact]
    public void An_international_address_needs_smtputf8() => SessionDialogue.Play("""
        inbox:      EHLO client.example.org
        outbox:     250-mail.example.com *
        outbox:     250-PIPELINING
        outbox:     250-SIZE 1000
        outbox:     250-8BITMIME
        outbox:     250-SMTPUTF8
        outbox:     250 DSN

        """ + "inbox: MAIL FROM:<m\u00c3\u00bcller@example.org>\n" + """
        outbox:     550 5.6.7 *
        inbox:      MAIL FROM:<mueller@example.org>
        outbox:     250 *

        """ + "inbox: RCPT TO:<m\u00c3\u00bcller@example.com>\n" + """
        outbox:     553 5.6.7 *
        inbox:      RSET
        outbox:     250 *

        """ + "inbox: MAIL FROM:<m\u00c3\u00bcller@example.org> SMTPUTF8\n" + """
        outbox:     250 *

        """ + "inbox: RCPT TO:<bob@b\u00c3\u00bccher.example>\n" + """
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        phase:      RecipientsAccepted
        """);
}
