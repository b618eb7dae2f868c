using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Judging;
using GreyActors.Net;

namespace GreyActors.Doors.Smtp;

/// <summary>One recipient from RCPT to its reply: the judge, then the delivery, then the record of the decision.</summary>
internal sealed class RecipientFlow(PartWait wait, RecipientJudge judge, MailDelivery delivery, SessionRecord record, ConnectedClient client, Func<SmtpSession> session)
{
    private ImmutableArray<ClientIdentity> _identities;
    private ImmutableArray<string> _identitiesInWords;

    /// <summary>Asks the judge.</summary>
    public PartStep Judge(SessionStep.Judge question, SessionRules rules) => HandleAnswer(question, rules, judge.Judge(QuestionOf(question)));

    /// <summary>Refuses a recipient because the process has too little memory for it.</summary>
    public PartStep RefuseWithoutMemory(SessionStep.Judge question)
    {
        var answer = judge.AnswerWithoutMemory(QuestionOf(question));
        return Settle(question, answer, RecipientFate.ByRelay(answer.Reply!));
    }

    /// <summary>Hands a message to the judge or to the delivery.</summary>
    public PartStep Receive(object message) => Conclude(wait.Receive(message));

    // The waits differ only in their names, which show an operator what is slow.
    private Func<object, PartStep> AwaitingRuling(SessionStep.Judge question, SessionRules rules) => AwaitingAnswer(question, rules);

    private Func<object, PartStep> AwaitingLookUps(SessionStep.Judge question, SessionRules rules) => AwaitingAnswer(question, rules);

    private Func<object, PartStep> AwaitingVerification(SessionStep.Judge question, SessionRules rules) => AwaitingAnswer(question, rules);

    private Func<object, PartStep> AwaitingVerdict(SessionStep.Judge question, SessionRules rules) => AwaitingAnswer(question, rules);

    private Func<object, PartStep> AwaitingAnswer(SessionStep.Judge question, SessionRules rules) => message =>
    {
        switch (message)
        {
            case Control.ClientFinished:
                // The answer is near, and the client still reads its reply.
                return PartStep.Waiting.Instance;
            case TcpControl.Lost:
                return delivery.LosesRelay(message) ? new PartStep.Happened(SessionEvent.RelayLost.ByBackend) : PartStep.Waiting.Instance;
            default:
                return judge.Accepts(message, out var answer) ? HandleAnswer(question, rules, answer) : PartStep.Unexpected.Instance;
        }
    };

    private PartStep HandleAnswer(SessionStep.Judge question, SessionRules rules, RecipientAnswer? answer) => answer switch
    {
        null when judge.IsSearching => wait.For(AwaitingRuling(question, rules)),
        null when judge.IsLookingUp => wait.For(AwaitingLookUps(question, rules)),
        null when judge.IsVerifying => wait.For(AwaitingVerification(question, rules)),
        null => wait.For(AwaitingVerdict(question, rules)),
        { Status: DecisionStatus.Accepted } => Deliver(question, rules, answer),
        { Status: DecisionStatus.Deferred } => Settle(question, answer, RecipientFate.Deferred(answer.Reply!, answer.Reason)),
        _ => Settle(question, answer, RecipientFate.Refused(answer.Reply!)),
    };

    private PartStep Deliver(SessionStep.Judge question, SessionRules rules, RecipientAnswer answer)
    {
        // The recipients before it may have lost their relay since the question was asked.
        var transaction = session().Transaction!;
        if (transaction.IsDeferredWhole)
            return Settle(question, answer, RecipientFate.Deferred(rules.DeferReply, "deferred with the others"));
        var observed = transaction.WouldBeDeferredWhole;
        if (observed && !answer.WouldDefer)
            answer = answer with { WouldDefer = true, Reason = $"{answer.Reason}, but would be deferred with the others" };
        // In observe mode, later recipients are judged as if the mail had been deferred.
        var acceptAll = answer.IsForWholeMail && rules.DeferAt == DeferAt.Data && !observed;
        return Conclude(delivery.Deliver(new PassedRecipient(question with { Transaction = transaction, Waited = answer.Delay }, answer, acceptAll)));
    }

    private PartStep Conclude(PartStep step) => step switch
    {
        PartStep.RecipientAnswered answered => Settle(
            answered.Recipient.Question,
            answered.Recipient.Answer,
            answered.Fate,
            answered.Recipient.RelayWaited,
            answered.IsMailRefused ? [new SessionEvent.MailRefused(answered.Fate.Reply), SessionEvent.RelayLost.ByBackend]
            : answered.IsRelayLost ? [SessionEvent.RelayLost.ByBackend]
            : []),
        // The recipient had passed: the log must show its outcome.
        PartStep.RecipientAbandoned { Recipient: var recipient } => new PartStep.ClientLeft(
            [new SessionEvent.RecipientDecided(recipient.Question with { Judged = NoteOf(recipient.Answer) }, RecipientFate.ByRelay(SmtpReplies.ForwardPathOk, why: recipient.Answer.Reason))]),
        _ => step,
    };

    private PartStep.Happened Settle(
        SessionStep.Judge question, RecipientAnswer answer, RecipientFate fate, TimeSpan? relayWaited = null, params ReadOnlySpan<SessionEvent> before)
    {
        record.RecordDecision(QuestionOf(question), answer, fate, relayWaited);
        return new PartStep.Happened([.. before, new SessionEvent.RecipientDecided(question with { Judged = NoteOf(answer) }, fate)]);
    }

    // The identities of a session seldom change, and a mail may have a thousand recipients.
    private JudgeNote NoteOf(RecipientAnswer answer)
    {
        if (_identities != answer.Identities)
            (_identities, _identitiesInWords) = (answer.Identities, [.. answer.Identities.Select(identity => identity.Text)]);
        return new JudgeNote(RecipientRules.Of(answer.Rule).Name, answer.By?.Text, _identitiesInWords, answer.WouldDefer);
    }

    private RecipientQuestion QuestionOf(SessionStep.Judge question) => new(
        client.RemoteIp.Address, question.Session.ClientName, question.Transaction.ReversePath, question.ForwardPath, question.Session.Secured)
    {
        PassesWithMail = question.Transaction.AcceptAll,
    };
}
