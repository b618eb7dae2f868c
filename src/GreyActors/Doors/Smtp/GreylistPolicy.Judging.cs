using Akka.Actor;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Doors.Smtp;

/// <content>From the recipient to the judge's answer, and from that to the relay or the reply.</content>
public sealed partial class GreylistPolicy
{
    // The two behaviours differ only in their names, which show an operator what is slow.
    private UntypedReceive AwaitingRuling(SessionStep.Judge judge) => AwaitingAnswer(judge);

    private UntypedReceive AwaitingVerdict(SessionStep.Judge judge) => AwaitingAnswer(judge);

    private UntypedReceive AwaitingAnswer(SessionStep.Judge judge) => message =>
    {
        switch (message)
        {
            case Control.ClientFinished:
                // The answer is near, and the client still reads its reply.
                break;
            case TcpControl.Lost when IsFromRelay():
                AbandonRelay(message);
                Apply(SessionEvent.RelayLost.ByBackend);
                AwaitAnswer(judge with { Transaction = _session.Transaction! });
                break;
            case var expected when _judge.Accepts(expected, out var answer):
                HandleAnswer(judge, answer);
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Decide(SessionStep.Judge judge)
    {
        _relayWaited = null;
        HandleAnswer(judge, _judge.Judge(QuestionOf(judge)));
    }

    private RecipientQuestion QuestionOf(SessionStep.Judge judge) => new(
        _client.Remote.Address, _session.ClientName, judge.Transaction.ReversePath, judge.ForwardPath, _session.Secured)
    {
        PassesWithMail = judge.Transaction.AcceptAll,
    };

    private void AwaitAnswer(SessionStep.Judge judge)
    {
        if (_judge.IsSearching)
            Enter(AwaitingRuling(judge));
        else
            Enter(AwaitingVerdict(judge));
    }

    private void HandleAnswer(SessionStep.Judge judge, RecipientAnswer? answer)
    {
        _answer = answer;
        switch (answer)
        {
            case null:
                AwaitAnswer(judge);
                break;
            case { Status: DecisionStatus.Accepted }:
                Accept(
                    answer.Delay == TimeSpan.Zero ? judge : judge with { Waited = answer.Delay },
                    answer.Reason,
                    acceptAll: answer.IsForWholeMail && _rules.DeferAt == DeferAt.Data);
                break;
            case { Status: DecisionStatus.Deferred }:
                Settle(judge, RecipientFate.Deferred(answer.Reply!, answer.Reason));
                break;
            default:
                Settle(judge, RecipientFate.Refused(answer.Reply!));
                break;
        }
    }

    // The first one is kept for the log. Each further one would take memory: a client may name a thousand, of a thousand octets each.
    private void RefuseForWantOfMemory(SessionStep.Judge judge)
    {
        if (!judge.Transaction.Recipients.IsEmpty)
        {
            Answer(SmtpReplies.LittleMemory);
            return;
        }

        _relayWaited = null;
        _answer = _judge.AnswerWithoutMemory(QuestionOf(judge));
        Settle(judge, RecipientFate.ByRelay(_answer.Reply!));
    }

    // The recipient's fate is known: its RCPT is answered.
    private void Settle(SessionStep.Judge judge, RecipientFate fate)
    {
        TellDecision(judge, fate);
        var step = Apply(new SessionEvent.RecipientDecided(judge, fate));
        // The whole mail is deferred now, so what the backend was already told of it is void.
        if (step.Session.Transaction is { IsDeferredWhole: true })
            EndRelay();
        Execute(step);
    }
}
