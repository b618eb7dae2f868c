using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>From the first recipient that passes to the last: the relay is opened, asked and ended.</content>
public sealed partial class GreylistPolicy
{
    // `opening` is null where the relay stood already.
    private UntypedReceive AwaitingRecipientReply(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening? opening) => message =>
    {
        switch (message)
        {
            case TcpControl.Connected when IsFromRelay():
                _relay!.Connected();
                _deadline.Set(_parts.Settings.Relay.ReplyTimeout);
                break;
            case TcpInbox.Line line when IsFromRelay():
                switch (TakeLine(line, _parts.Settings.Relay.ReplyTimeout))
                {
                    case RelayStep.RecipientAccepted accepted:
                        PraiseServer(opening);
                        SettleByRelay(judge, accepted.Reply, why, acceptAll);
                        break;
                    case RelayStep.RecipientRefused refused:
                        PraiseServer(opening);
                        SettleByRelay(judge, refused.Reply, why, acceptAll);
                        break;
                    case RelayStep.Failed failed when opening is not null && MailIsUntold:
                        if (failed.Reply == SmtpReplies.RelayInsecure)
                            NoteTlsFailure(_relay!.Phase == RelayPhase.StartTls ? "STARTTLS was refused" : "STARTTLS is not offered", inClear: false);
                        BlameServer(opening, $"no good reply in phase {_relay!.Phase}");
                        EndRelay();
                        Reach(judge, why, acceptAll, opening.Next(), failed.Reply);
                        break;
                    case RelayStep.MailRefused refused:
                        PraiseServer(opening);
                        Apply(new SessionEvent.MailRefused(refused.Reply));
                        FailRecipient(judge, refused.Reply);
                        break;
                    case RelayStep.Failed failed:
                        FailRecipient(judge, failed.Reply);
                        break;
                }

                break;
            case TcpControl.Secured secured when IsFromRelay():
                GoOnSecured(secured.Facts);
                break;
            case TcpControl.Lost lost when opening is not null && IsFromRelay() && _relay!.Phase == RelayPhase.Handshake:
                GoOnUnsecured(judge, why, acceptAll, opening, lost.Why);
                break;
            case TcpControl.Lost lost when IsFromRelay():
                var otherwise = _relay!.IsUnheard ? SmtpReplies.NoRelay : SmtpReplies.RelayLost;
                var untold = MailIsUntold;
                AbandonRelay(message);
                if (opening is not null && untold)
                {
                    BlameServer(opening, lost.Why);
                    Reach(judge, why, acceptAll, opening.Next(), otherwise);
                }
                else
                {
                    FailRecipient(judge, otherwise);
                }

                break;
            case DeadlinePassed when _deadline.Is(message):
                // The client has waited for as long as a reply may take: the next server is for its next attempt.
                if (opening is not null && MailIsUntold)
                    BlameServer(opening, "no reply in time");
                AbandonRelay(message);
                FailRecipient(judge, SmtpReplies.NoRelay);
                break;
            case Control.ClientGone or Control.ClientFinished:
                // The recipient had passed: the log shall say what became of it.
                Apply(new SessionEvent.RecipientDecided(judge, RecipientFate.ByRelay(SmtpReplies.ForwardPathOk, why: why)));
                Always(message);
                break;
            default:
                Always(message);
                break;
        }
    };

    // What is said to a recipient that the backend need not be asked for, or must not be.
    private SmtpReply? RefusalUnasked(SessionStep.Judge judge, MailRoute route)
    {
        // Another relay would carry the mail to the later recipients only.
        if (judge.Transaction.Has(RecipientStatus.Lost))
            return judge.Transaction.Loss;
        // Another server may think otherwise of the reverse-path.
        if (judge.Transaction.Refusal is { } refusal && _route == route)
            return refusal;
        return _parts.Settings.Relay.Lmtp && MustComeAlone(judge) ? SmtpReplies.SendSeparately : null;
    }

    private bool MustComeAlone(SessionStep.Judge judge) =>
        Accepted().Any() && Accepted().Select(recipient => recipient.ForwardPath).Append(judge.ForwardPath).Any(_parts.Lone.Contains);

    private void OpenRelay(SessionStep.Judge judge, RelayTarget target, RelayPlace place, RelayTls tls)
    {
        var settings = _parts.Settings.Relay;
        var plan = new RelayPlan(
            _rules.ServerName, judge.Transaction.ReversePath, judge.Transaction.Parameters, judge.ForwardPath, judge.Parameters)
        {
            Client = ClientForRelay(),
            ClientAddress = _parts.Settings.Relay.ClientAddress,
            Lmtp = settings.Lmtp,
            Tls = tls,
        };
        var tcpClient = Context.ActorOf(_parts.RelayTo(target), $"relay-{++_relaysOpened}");
        Context.Watch(tcpClient);
        _relaysAlive++;
        Meters.CountRelayOpened();
        _places.Add(tcpClient, place);
        _relay = new Relay(tcpClient, RelayDialogue.Start(plan), target.Server, RelaySecurity.For(settings, target.Server.Host));
        // The TcpClient has its own limit for connecting; this one only guards against a bug there.
        _deadline.Set(settings.ConnectTimeout + settings.ReplyTimeout);
    }

    private ForwardedClient ClientForRelay() => new(_client.Remote, _client.Local, _session.ClientName, _session.Extended, _session.Secured);

    private void SettleByRelay(SessionStep.Judge judge, SmtpReply reply, string why, bool acceptAll)
    {
        _deadline.Clear();
        Meters.RecordRelayReply(RelayQuestion.Recipient, _asked);
        if (!reply.IsPositive)
            Meters.CountRelay(reply.IsPermanent ? RelayOutcome.RecipientRejected : RelayOutcome.RecipientFailed);
        Settle(judge, RecipientFate.ByRelay(reply, acceptAll, why));
    }

    // The relay is of no use any more, for this recipient and for those it had accepted.
    private void FailRecipient(SessionStep.Judge judge, SmtpReply reply)
    {
        EndRelay();
        Apply(SessionEvent.RelayLost.ByBackend);
        SettleByRelay(judge with { Transaction = _session.Transaction! }, reply, why: "", acceptAll: false);
    }

    private void AbandonRelay(object why)
    {
        _hold.Stop();
        if (why is TcpControl.Lost lost)
        {
            Meters.CountRelay(_relay is { IsUnheard: true } ? RelayOutcome.Unreachable : RelayOutcome.Lost);
            _log.Warning(LogLines.RelayLost, _relay?.Name, lost.Why);
            // The connection is gone, though its actor may not be yet: whoever waits for its place may have it, we among them.
            if (_relay is not null && _places.TryGetValue(_relay.TcpClient, out var place))
                place.GiveBack();
        }
        else
        {
            Meters.CountRelay(RelayOutcome.Silent);
            _log.Warning(LogLines.RelaySilent, _relay?.Name, _relay?.Phase);
            _relay?.Abort();
        }

        _relay = null;
    }

    private void EndRelay()
    {
        _hold.Stop();
        _relay?.End();
        _relay = null;
    }

    private void ForgetRelay(IActorRef tcpClient)
    {
        _relaysAlive--;
        Meters.CountRelayClosed();
        if (_places.Remove(tcpClient, out var place))
            place.GiveBack();
    }

    // Each whole reply is progress, and the next one has the same time. A single line is none: a server that drips lines gains no time.
    private RelayStep? TakeLine(TcpInbox.Line line, TimeSpan patience)
    {
        var replies = _relay!.Replies;
        var step = _relay.Take(line.Bytes.Span);
        if (step is null && _relay.Replies > replies)
            _deadline.Set(patience);
        return step;
    }

    private bool RelayIsOver(object message) => message is TcpControl.Lost ? IsFromRelay() : _deadline.Is(message);

    private bool IsFromRelay() => _relay is { } relay && Sender.Equals(relay.TcpClient);
}
