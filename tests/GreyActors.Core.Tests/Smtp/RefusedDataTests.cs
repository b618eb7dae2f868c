using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>A client that ignores the refusal of DATA sends content, which must never be taken for commands.</summary>
public sealed class RefusedDataTests
{
    private const string Refused = SmtpSessionTests.Opened + """
        inbox:      DATA
        outbox:     503 5.5.1 Error: need RCPT command
        errors:     1

        """;

    private const string Ended = """
        content:    thrown away
        outbox:     554 5.5.0 Error: mail data was refused at DATA
        errors:     2

        """;

    [Theory]
    [InlineData("Subject: hello")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("AUTH PLAIN")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("\0")]
    public void A_line_that_no_correct_client_sends_after_a_refused_DATA_is_content(string line) => SessionDialogue.Play(
        $"{Refused}inbox: {line}\n{Ended}phase: ReversePathGiven\n");

    [Theory]
    [InlineData("MAIL FROM:eve@example.org>", "501")]
    [InlineData("RCPT TO:<>", "503")]
    [InlineData("EHLO", "501")]
    [InlineData("RSET now", "501")]
    [InlineData("QUIT now", "501")]
    [InlineData("DATA now", "503")]
    [InlineData("VRFY bob", "252")]
    [InlineData("HELP", "214")]
    public void A_mistyped_command_after_a_refused_DATA_is_answered_if_it_comes_alone_and_content_may_still_follow(string line, string code)
    {
        var rules = SessionDialogue.Rules;
        var refused = SmtpSession.Start with { ClientName = "client.example.org", Extended = true, DataRefused = true };
        var command = new SessionEvent.CommandReceived(CommandParser.Parse(Bytes.Of(line)), MoreWaiting: false);

        var answer = Assert.IsType<SessionStep.Answer>(refused.On(command, rules));
        Assert.StartsWith(code, answer.Reply.ToString(), StringComparison.Ordinal);
        Assert.IsType<SessionStep.DiscardData>(answer.Session.On(new SessionEvent.CommandReceived(CommandParser.Parse(Bytes.Of("Subject: hello")), MoreWaiting: true), rules));

        Assert.IsType<SessionStep.DiscardData>(refused.On(command with { MoreWaiting = true }, rules));
    }

    [Theory]
    [InlineData("EHLO again.example.org", "Greeted")]
    [InlineData("HELO again.example.org", "Greeted")]
    [InlineData("RSET", "Greeted")]
    [InlineData("NOOP", "ReversePathGiven")]
    [InlineData("NOOP and more", "ReversePathGiven")]
    [InlineData("MAIL FROM:<bob@example.org>", "ReversePathGiven")]
    [InlineData("RCPT TO:<bob@example.com>", "RecipientsAccepted")]
    [InlineData("DATA", "ReversePathGiven")]
    [InlineData("QUIT", "ReversePathGiven")]
    public void A_line_that_a_correct_client_sends_after_a_refused_DATA_is_a_command(string line, string phase)
    {
        var rules = SessionDialogue.Rules;
        var refused = SmtpSession.Start with { ClientName = "client.example.org", Extended = true };
        foreach (var said in new[] { "MAIL FROM:<ann@example.org>", "DATA" })
            refused = refused.Handle(CommandParser.Parse(Bytes.Of(said)), rules).Session;
        Assert.True(refused.DataRefused);

        var command = CommandParser.Parse(Bytes.Of(line));
        var step = refused.Handle(command, rules);

        // Replies are compared by what they say.
        Assert.Equal($"{(refused with { DataRefused = false }).Handle(command, rules)}", $"{step}");
        Assert.Equal(line == "DATA", step.Session.DataRefused);
        if (step is SessionStep.Judge judge)
            step = judge.Session.On(new SessionEvent.RecipientDecided(judge, RecipientFate.ByRelay(SmtpReplies.ForwardPathOk)), rules);
        Assert.Equal(phase, step.Session.Phase.ToString());
    }

    [Theory]
    [InlineData("too long")]
    [InlineData("bare newline")]
    public void An_invalid_line_after_a_refused_DATA_is_content(string what) => SessionDialogue.Play($"{Refused}framer: {what}\n{Ended}");

    [Fact]
    public void Lines_after_discarded_content_or_a_command_are_commands_again() => SessionDialogue.Play(
        SessionDialogue.Rules with { MaxErrors = 9 },
        Refused + """
        inbox:      Subject: hello
        content:    thrown away
        outbox:     554 5.5.0 *
        inbox:      Subject: hello
        outbox:     500 5.5.2 Error: command not recognised
        inbox:      DATA
        outbox:     503 *
        inbox:      NOOP
        outbox:     250 *
        inbox:      Subject: hello
        outbox:     500 5.5.2 Error: command not recognised
        inbox:      DATA
        outbox:     503 *
        inbox:      NOOP
        outbox:     250 *
        framer:     too long
        outbox:     500 5.5.2 Error: command line too long
        framer:     bare newline
        outbox:     500 5.5.2 Error: lines must end with CRLF
        errors:     8
        """);

    [Fact]
    public void A_deferred_client_that_sends_its_mail_anyway_gets_the_reply_at_its_end() => SessionDialogue.Play(SmtpSessionTests.Opened + """
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox:      DATA
        outbox:     451 4.7.1 *
        errors:     0
        inbox:      Subject: hello
        content:    thrown away
        outbox:     554 5.5.0 *
        errors:     1
        phase:      Greeted
        """);

    [Fact]
    public void Content_after_a_DATA_with_an_argument_is_content() => SessionDialogue.Play(SmtpSessionTests.Opened + """
        inbox:      RCPT TO:<bob@example.com>
        tcp_inbox:  250 Ok
        outbox:     250 Ok
        inbox:      DATA now
        outbox:     501 5.5.4 Error: this command takes no argument
        inbox:      Subject: hello
        content:    thrown away
        outbox:     554 5.5.0 *
        errors:     2
        phase:      RecipientsAccepted
        """);

    [Fact]
    public void A_client_that_repeatedly_sends_unrequested_content_is_disconnected() => SessionDialogue.Play(SmtpSessionTests.Greeted + string.Concat(Enumerable.Repeat(
        """
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 *
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox:      DATA
        outbox:     451 4.7.1 *
        inbox:      Subject: hello
        content:    thrown away
        outbox:     554 5.5.0 *

        """,
        2)) + """
        errors:     2
        inbox:      MAIL FROM:<ann@example.org>
        outbox:     250 *
        inbox:      RCPT TO:<bob@example.com>
        greylist:   defer
        outbox:     451 4.7.1 *
        inbox:      DATA
        outbox:     451 4.7.1 *
        inbox:      Subject: hello
        outbox:     421 4.7.0 *
        closed:
        """);

    [Theory]
    [InlineData("451 4.3.0 No recipient can be accepted right now, please try again later", RecipientStatus.Failed)]
    [InlineData("451 4.3.0 No recipient can be accepted right now, please try again later", RecipientStatus.Refused, RecipientStatus.Failed)]
    [InlineData("451 4.4.2 Lost connection to the destination mail server, please try again later", RecipientStatus.Lost)]
    [InlineData("451 4.4.2 Lost connection to the destination mail server, please try again later", RecipientStatus.Failed, RecipientStatus.Lost)]
    [InlineData("451 4.4.2 Lost connection to the destination mail server, please try again later", RecipientStatus.Lost, RecipientStatus.Accepted)]
    [InlineData("451 4.7.1 Please try again later", RecipientStatus.Deferred, RecipientStatus.Lost)]
    [InlineData("451 4.7.1 Please try again later", RecipientStatus.Failed, RecipientStatus.Deferred, RecipientStatus.Refused)]
    [InlineData("554 5.5.1 Error: no valid recipients", RecipientStatus.Refused, RecipientStatus.Refused)]
    public void DATA_without_an_accepted_recipient_gets_the_reason(string reply, params RecipientStatus[] fates)
    {
        var transaction = new MailTransaction(
            new MailPath("ann", "example.org"),
            EsmtpParameters.None,
            TellAtData: false,
            AcceptAll: false,
            [.. fates.Select(fate => new Recipient(new MailPath("bob", "example.com"), EsmtpParameters.None, fate, ""))]);
        var session = SmtpSession.Start with { ClientName = "client.example.org", Transaction = transaction };
        var answer = Assert.IsType<SessionStep.Answer>(session.Handle(new SmtpCommand.Plain(SmtpVerb.Data), SessionDialogue.Rules));
        Assert.Equal(reply, answer.Reply.ToString());
        Assert.Equal((SessionPhase.Greeted, true), (answer.Session.Phase, answer.Session.DataRefused));
    }
}
