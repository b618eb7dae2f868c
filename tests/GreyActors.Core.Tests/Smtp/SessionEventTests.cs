using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class SessionEventTests
{
    private static readonly SessionRules Rules = SessionDialogue.Rules;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_early_talker_is_closed_only_if_early_talkers_are_rejected(bool rejected)
    {
        var step = SmtpSession.Start.On(new SessionEvent.EarlyTalk(), Rules with { RejectEarlyTalkers = rejected });
        Assert.Equal(rejected, step is SessionStep.Close { Reply: var reply } && reply == SmtpReplies.OutOfTurn);
        Assert.Equal(!rejected, step is SessionStep.Continue);
    }

    [Theory]
    [InlineData("250 2.0.0 Ok", MailStatus.Accepted, 0)]
    [InlineData("550 5.7.1 Spam", MailStatus.Rejected, 1)]
    [InlineData("451 4.3.0 Later", MailStatus.Failed, 1)]
    public void The_final_reply_decides_the_outcome_of_the_transaction_and_whether_errors_are_forgiven(string said, MailStatus status, int errors)
    {
        var reply = new SmtpReply(said);
        var step = WithRecipient(errors: 1).On(new SessionEvent.MailAnswered(reply), Rules);
        Assert.Equal((status, said), (step.Ended!.Status, step.Ended.Detail));
        Assert.Single(step.Ended.Transaction.Recipients);
        Assert.Equal((SessionPhase.Greeted, errors, false), (step.Session.Phase, step.Session.Errors, step.Session.DataRefused));
        Assert.Equal(reply, Assert.IsType<SessionStep.Answer>(step).Reply);
    }

    [Fact]
    public void A_refused_DATA_ends_the_transaction_and_is_remembered()
    {
        var step = WithRecipient().On(new SessionEvent.DataRefused(SmtpReplies.RelayLost), Rules);
        Assert.Equal((MailStatus.Failed, SmtpReplies.RelayLost.ToString()), (step.Ended!.Status, step.Ended.Detail));
        Assert.Equal((SessionPhase.Greeted, true), (step.Session.Phase, step.Session.DataRefused));
    }

    [Theory]
    [InlineData("RSET")]
    [InlineData("EHLO client.example.org")]
    public void A_command_that_resets_the_session_gives_the_transaction_up(string line)
    {
        var step = WithRecipient().Handle(CommandParser.Parse(Bytes.Of(line)), Rules);
        Assert.Equal((MailStatus.Aborted, "given up by the client"), (step.Ended!.Status, step.Ended.Detail));
    }

    [Fact]
    public void An_event_between_two_transactions_ends_none()
    {
        var greeted = WithRecipient() with { Transaction = null };
        SessionEvent[] events =
        [
            new SessionEvent.TransactionEnded(MailStatus.Aborted, "client gone"), SessionEvent.RelayLost.ByBackend,
            new SessionEvent.MailRefused(SmtpReplies.RelayLost), new SessionEvent.LineRejected(SmtpReplies.LineTooLong),
        ];
        Assert.All(events, happened => Assert.Null(greeted.On(happened, Rules).Ended));
    }

    [Fact]
    public void A_decision_keeps_the_losses_that_happened_after_its_question()
    {
        var session = WithRecipient();
        var question = Assert.IsType<SessionStep.Judge>(session.Handle(CommandParser.Parse("RCPT TO:<carol@example.com>"u8), Rules));
        var lost = session.On(SessionEvent.RelayLost.ByBackend, Rules).Session;
        var decided = lost.On(new SessionEvent.RecipientDecided(question, RecipientFate.ByRelay(SmtpReplies.RelayLost)), Rules).Session;
        Assert.Equal([RecipientStatus.Lost, RecipientStatus.Failed], decided.Transaction!.Recipients.Select(recipient => recipient.Status));
    }

    private static SmtpSession WithRecipient(int errors = 0)
    {
        var recipient = new Recipient(new MailPath("bob", "example.com"), EsmtpParameters.None, RecipientStatus.Accepted, "");
        return new SmtpSession("client.example.org", true, new MailTransaction(MailPath.Null, EsmtpParameters.None, false, false, [recipient]), errors);
    }
}
