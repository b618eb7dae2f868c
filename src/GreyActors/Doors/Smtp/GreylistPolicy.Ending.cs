using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>The end of a mail: the backend's last word on it, the only one that counts, and what is logged; the end of the session.</content>
public sealed partial class GreylistPolicy
{
    // Whoever answers before it can have read the whole mail has not got it: a good word counts when the last chunk is written, and not
    // before. It is kept until then rather than disbelieved, for the two may overtake each other on their way to us.
    private UntypedReceive AwaitingFinalReply(bool clientGone, bool written, RelayStep? lastWord) => message =>
    {
        switch (message)
        {
            case TcpControl.Written when IsFromRelay():
                if (lastWord is null)
                {
                    // Now it has the whole mail, and its time to answer begins.
                    _deadline.Set(_parts.Settings.Relay.EndOfDataTimeout);
                    Enter(AwaitingFinalReply(clientGone, written: true, lastWord));
                }
                else
                {
                    Conclude(lastWord, clientGone);
                }

                break;
            case TcpInbox.Line line when IsFromRelay() && lastWord is null:
                var word = TakeLine(line, _parts.Settings.Relay.EndOfDataTimeout);
                if (word is RelayStep.Failed || (written && word is not null))
                    Conclude(word, clientGone);
                else
                    Enter(AwaitingFinalReply(clientGone, written, word));
                break;
            case TcpControl.Lost or DeadlinePassed when RelayIsOver(message):
                var broken = written ? _relay!.BreakOff() : new RelayStep.Failed(SmtpReplies.RelayLost);
                AbandonRelay(message);
                Conclude(broken, clientGone);
                break;
            case Control.ClientFinished:
                break;
            case Control.ClientGone:
                // The mail is with the backend; what it says of it still belongs into the log.
                Enter(AwaitingFinalReply(clientGone: true, written, lastWord));
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Conclude(RelayStep lastWord, bool clientGone)
    {
        Meters.RecordRelayReply(RelayQuestion.EndOfData, _asked);
        switch (lastWord)
        {
            case RelayStep.Delivered delivered:
                foreach (var recipient in Accepted())
                    _parts.Lone.Remove(recipient.ForwardPath);
                CountRelayed(delivered.Reply);
                EndMail(new SessionEvent.MailAnswered(delivered.Reply), clientGone);
                break;
            case RelayStep.Failed failed:
                CountRelayed(failed.Reply);
                EndMail(new SessionEvent.MailAnswered(failed.Reply), clientGone);
                break;
            case RelayStep.Divided divided:
                foreach (var (recipient, fate) in Accepted().Zip(divided.Fates))
                {
                    if (!fate.IsPositive)
                        _parts.Lone.Add(recipient.ForwardPath);
                }

                CountRelayed(divided.Reply);
                EndMail(new SessionEvent.MailDivided(divided.Reply, divided.Fates), clientGone);
                break;
        }
    }

    private IEnumerable<Recipient> Accepted() =>
        _session.Transaction?.Recipients.Where(recipient => recipient.Status == RecipientStatus.Accepted) ?? [];

    private static void CountRelayed(SmtpReply reply) =>
        Meters.CountRelay(reply.IsPositive ? RelayOutcome.Accepted : reply.IsPermanent ? RelayOutcome.Rejected : RelayOutcome.Failed);

    private void EndMail(SessionEvent ended, bool clientGone = false)
    {
        _deadline.Clear();
        var step = Apply(ended);
        if (clientGone)
            Leave();
        else
            Execute(step);
    }

    // The one place that changes the session.
    private SessionStep Apply(SessionEvent happened)
    {
        var step = _session.On(happened, _rules);
        if (step.Ended is { } ended)
        {
            EndRelay();
            LogMail(ended);
        }

        _session = step.Session;
        return step;
    }

    private void LogMail(EndedTransaction ended)
    {
        var now = _parts.Time.GetUtcNow();
        foreach (var fate in TransactionSummary.Of(ended.Transaction, ended.Status, ended.Detail))
        {
            Meters.CountMail(fate.Status);
            _parts.MailLog.Tell(new MailLogged(
                now,
                _session.ClientName,
                _client.Remote.Address,
                ended.Transaction.ReversePath.Address,
                fate.ForwardPaths,
                fate.Status,
                fate.Why)
            {
                Session = _client.Name,
                Identity = _judge.Identities[0].Text,
                Waited = fate.Waited,
            });
        }
    }

    private void Leave()
    {
        EndRelay();
        _deadline.Clear();
        _judge.Dispose();
        _hold.End();
        Enter(Leaving);
        StopWhenAlone();
    }

    // A relay that has said QUIT must be given the time to hear the answer: it stops with its parent.
    private void StopWhenAlone()
    {
        if (_places.Count == 0)
            Context.Stop(Self);
    }
}
