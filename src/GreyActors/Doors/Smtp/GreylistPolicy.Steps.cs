using Akka.Actor;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Net;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Smtp;

/// <content>Executes the steps of the session and of its delivery: replies, questions to the judge, mail data.</content>
public sealed partial class GreylistPolicy
{
    // The one place that changes the session.
    private SessionStep Apply(SessionEvent happened)
    {
        var step = _session.On(happened, _rules);
        // Once the whole mail is deferred, what the backend already knows of it is void.
        if (step.Ended is not null || step.Session.Transaction is { IsDeferredWhole: true })
            _delivery.EndRelay();
        if (step.Ended is { } ended)
            End(ended);
        _session = step.Session;
        PrepareJudge();
        return step;
    }

    private void End(EndedTransaction ended)
    {
        _record.RecordMail(ended, _session.ClientName, _judge);
        if (ended.Status == MailStatus.Accepted)
            _judge.LearnSent(ended.Transaction.Accepted().Select(QuestionOf));

        RecipientQuestion QuestionOf(Recipient recipient) =>
            new(_client.RemoteIp.Address, _session.ClientName, ended.Transaction.ReversePath, recipient.ForwardPath);
    }

    // Look-ups start at the connection, at HELO and at MAIL, so that RCPT seldom waits for them.
    private void PrepareJudge() => _judge.Prepare(_client.RemoteIp.Address, _session.ClientName, _session.Transaction?.ReversePath.Address);

    private void Handle(Inbox.Line line)
    {
        var command = CommandParser.Parse(line.Bytes.Span);
        if (_session.Transaction is null)
            UseNewestDependencies();
        var isOffered = command.Verb is not (SmtpVerb.NotOffered or SmtpVerb.Foreign) && (command.Verb != SmtpVerb.StartTls || _rules.Tls != TlsOffer.None);
        _record.RecordCommand(line.Bytes, command.Verb, isOffered);
        var step = Apply(new SessionEvent.CommandReceived(command, line.MoreWaiting));
        if (step is SessionStep.StartTls && _dependencies.IsMemoryScarce())
            step = new SessionStep.Answer(_session, SmtpReplies.NoTlsNow);
        if (line.MoreWaiting && command.Verb == SmtpVerb.StartTls && step is SessionStep.StartTls or SessionStep.Close)
            _record.RecordInputAfterStartTls();
        // Content after a refused DATA may be a lone dot: then there is nothing to discard.
        Execute(step is SessionStep.DiscardData unwanted && line.Bytes.Span is [(byte)'.']
            ? new SessionStep.Answer(unwanted.Session, unwanted.Reply)
            : step);
    }

    private void Execute(SessionStep step, bool afterBareNewline = false)
    {
        switch (step)
        {
            case SessionStep.Answer answer:
                Answer(answer.Reply);
                break;
            // The first one is kept for the log. Each further one would take memory: a client may name a thousand, of a thousand bytes each.
            case SessionStep.Judge { Transaction.Recipients.IsEmpty: false } when _dependencies.IsMemoryScarce():
                Answer(SmtpReplies.LittleMemory);
                break;
            case SessionStep.Judge question:
                AwaitPart(_dependencies.IsMemoryScarce() ? _recipients.RefuseWithoutMemory(question) : _recipients.Judge(question, _rules));
                break;
            case SessionStep.StartData start:
                AwaitPart(_delivery.StartMailData(start));
                break;
            case SessionStep.DiscardData discard:
                AwaitPart(_delivery.DiscardMailData(discard.Reply, afterBareNewline));
                break;
            case SessionStep.StartTls start:
                // Nothing of the cleartext session continues inside TLS, not even its mail transaction.
                Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "given up by the client"));
                AwaitPart(_opening.StartTls(start.Reply));
                break;
            case SessionStep.Close close:
                SendLast(close.Reply);
                break;
        }
    }

    private void AwaitPart(PartStep step)
    {
        Become(AwaitingPart);
        Execute(step, step);
    }

    private void Execute(PartStep step, object message)
    {
        switch (step)
        {
            case PartStep.Unexpected:
                Always(message);
                break;
            case PartStep.Happened happened:
                var last = happened.Events.Length - 1;
                for (var i = 0; i < last; i++)
                    Apply(happened.Events[i]);
                Execute(Apply(happened.Events[last]));
                break;
            case PartStep.ClientLeft left:
                foreach (var outcome in left.Events)
                    Apply(outcome);
                LeaveWithClient();
                break;
            case PartStep.Greet:
                Send(_dependencies.Banner, Reading.Line);
                AwaitCommand();
                break;
            case PartStep.Secured:
                ContinueInsideTls();
                break;
            case PartStep.Leave:
                Leave();
                break;
            case PartStep.GoAhead go:
                Send(go.Reply, Reading.Chunk);
                break;
            case PartStep.ChunkRelayed when _farewell is { AtOnce: true } farewell:
                SendLast(farewell.Reply);
                break;
            case PartStep.SessionOver over:
                if (over.Mail is { } status)
                    Apply(new SessionEvent.TransactionEnded(status, over.Reply.ToString()));
                SendLast(over.Reply);
                break;
            case PartStep.EndNow:
                EndNow((Control)message);
                break;
        }
    }

    private void Answer(SmtpReply reply)
    {
        // A drain waits for the open transaction; a session that is out of time, or that the operator ends, does not.
        if (_farewell is { } farewell && (_session.Transaction is null || farewell.AtOnce))
        {
            Send(reply, Reading.Nothing);
            SendLast(farewell.Reply);
            return;
        }

        Send(reply, Reading.Line);
        _delivery.AwaitClient();
        AwaitCommand();
    }

    private void Send(SmtpReply reply, Reading next)
    {
        _record.RecordReply(reply);
        StutterIfTrapped();
        _socket.Tell(new Outbox.Send(reply.Bytes, next));
    }

    // A client may be trapped before its session, and by any recipient of it.
    private void StutterIfTrapped()
    {
        if (_stutters || _dependencies.Stutter is not { } places || !_dependencies.Judging.IsTrapped(_client.RemoteIp.Address))
            return;
        _stutters = true;
        _socket.Tell(new Outbox.Stutter(places));
    }

    private void SendLast(SmtpReply reply)
    {
        Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "session ended"));
        Send(reply, Reading.Nothing);
        _socket.Tell(Signal.Finished.Instance);
        Leave();
    }

    // Between two mail transactions. What EHLO has announced stays true; everything else is new.
    private void UseNewestDependencies()
    {
        if (_dependencies.Newest.Now is not { } newest || ReferenceEquals(newest, _dependencies))
            return;
        _dependencies = newest;
        _rules = newest.Renew(_rules);
        _judge.Use(newest.Judging);
        _delivery.Use(newest.Delivery);
        _record.Dependencies = newest;
    }
}
