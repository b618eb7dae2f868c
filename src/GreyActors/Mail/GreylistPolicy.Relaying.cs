using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Smtp;
using GreyActors.Observability;

namespace GreyActors.Mail;

/// <content>From the first recipient that passes to the last: the relay is opened, asked and ended.</content>
public sealed partial class GreylistPolicy
{
    private UntypedReceive AwaitingRecipientReply(SessionStep.Judge judge, string why, bool acceptAll) => message =>
    {
        switch (message)
        {
            case TcpControl.Connected when IsFromRelay():
                _relay!.Connected();
                Context.SetReceiveTimeout(_parts.Settings.Relay.ReplyTimeout);
                break;
            case TcpInbox.Line line when IsFromRelay():
                switch (_relay!.Take(line.Bytes.Span))
                {
                    case RelayStep.RecipientAccepted accepted:
                        SettleByRelay(judge, accepted.Reply, why, acceptAll);
                        break;
                    case RelayStep.RecipientRefused refused:
                        SettleByRelay(judge, refused.Reply, why, acceptAll);
                        break;
                    case RelayStep.MailRefused refused:
                        _session = _session.AfterMailRefusal(refused.Reply);
                        FailRecipient(judge, refused.Reply);
                        break;
                    case RelayStep.Failed failed:
                        FailRecipient(judge, failed.Reply);
                        break;
                }

                break;
            case TcpControl.Lost when IsFromRelay():
                var (address, unheard) = (_relay!.Address, _relay.IsUnheard);
                AbandonRelay(message);
                if (unheard && AddressAfter(address) is { } next)
                    OpenRelay(judge, next);
                else
                    FailRecipient(judge, unheard ? SmtpReplies.NoRelay : SmtpReplies.RelayLost);
                break;
            case ReceiveTimeout:
                AbandonRelay(message);
                FailRecipient(judge, SmtpReplies.NoRelay);
                break;
            case Control.ClientGone or Control.ClientFinished:
                // The recipient had passed: the log shall say what became of it.
                _session = _session.Answered(judge, RecipientFate.ByRelay(SmtpReplies.ForwardPathOk, why: why), _rules).Session;
                Always(message);
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Accept(SessionStep.Judge judge, string why, bool acceptAll)
    {
        if (judge.Transaction.IsDeferredWhole)
        {
            Settle(judge, RecipientFate.Deferred(_rules.DeferReply, "deferred with the others"));
            return;
        }

        if (RefusalUnasked(judge) is { } refusal)
        {
            Settle(judge, RecipientFate.ByRelay(refusal));
            return;
        }

        if (_relay is null && !_parts.Relays.TryOpen(_client.Remote.Address))
        {
            Meters.CountRelay(RelayOutcome.TooMany);
            Settle(judge, RecipientFate.ByRelay(SmtpReplies.TooManyRelays));
            return;
        }

        if (_relay is null)
        {
            _relayShares++;
            OpenRelay(judge, _parts.Settings.Relay.To[0]);
        }
        else
        {
            Context.SetReceiveTimeout(_parts.Settings.Relay.ReplyTimeout);
            _relay.NameRecipient(judge.ForwardPath, judge.Parameters);
        }

        _asked = Stopwatch.GetTimestamp();
        Enter(AwaitingRecipientReply(judge, why, acceptAll));
    }

    // What is said to a recipient that the real mail server need not be asked for, or must not be.
    private SmtpReply? RefusalUnasked(SessionStep.Judge judge)
    {
        // Another relay would carry the mail to the later recipients only.
        if (judge.Transaction.Has(RecipientStatus.Lost))
            return SmtpReplies.RelayLost;
        if (judge.Transaction.Refusal is { } refusal)
            return refusal;
        return _parts.Settings.Relay.Lmtp && MustComeAlone(judge) ? SmtpReplies.SendSeparately : null;
    }

    private bool MustComeAlone(SessionStep.Judge judge) =>
        Accepted().Any() && Accepted().Select(recipient => recipient.ForwardPath).Append(judge.ForwardPath).Any(_parts.Lone.Contains);

    private void OpenRelay(SessionStep.Judge judge, DnsEndPoint address)
    {
        var settings = _parts.Settings.Relay;
        var plan = new RelayPlan(
            _rules.ServerName, judge.Transaction.ReversePath, judge.Transaction.Parameters, judge.ForwardPath, judge.Parameters)
        {
            Client = ClientForRelay(),
            ClientAddress = _parts.Settings.Relay.ClientAddress,
            Lmtp = _parts.Settings.Relay.Lmtp,
        };
        var tcpClient = Context.ActorOf(_parts.RelayTo(address), $"relay-{++_relaysOpened}");
        Context.Watch(tcpClient);
        _relaysAlive++;
        Meters.CountRelayOpened();
        _relay = new Relay(tcpClient, RelayDialogue.Start(plan), address);
        // The TcpClient has its own limit for connecting; this one only guards against a bug there.
        Context.SetReceiveTimeout(settings.ConnectTimeout + settings.ReplyTimeout);
    }

    private ForwardedClient ClientForRelay() => new(_client.Remote, _client.Local, _session.ClientName, _session.Extended, _session.Secured);

    private DnsEndPoint? AddressAfter(DnsEndPoint address)
    {
        var all = _parts.Settings.Relay.To;
        var next = all.IndexOf(address) + 1;
        return next < all.Length ? all[next] : null;
    }

    private void SettleByRelay(SessionStep.Judge judge, SmtpReply reply, string why, bool acceptAll)
    {
        Context.SetReceiveTimeout(null);
        Meters.RecordRelayReply(RelayQuestion.Recipient, _asked);
        if (!reply.IsPositive)
            Meters.CountRelay(reply.IsPermanent ? RelayOutcome.RecipientRejected : RelayOutcome.RecipientFailed);
        Settle(judge, RecipientFate.ByRelay(reply, acceptAll, why));
    }

    // The relay is of no use any more, for this recipient and for those it had accepted.
    private void FailRecipient(SessionStep.Judge judge, SmtpReply reply)
    {
        EndRelay();
        _session = _session.AfterRelayLoss();
        SettleByRelay(judge with { Transaction = _session.Transaction! }, reply, why: "", acceptAll: false);
    }

    private void AbandonRelay(object why)
    {
        if (why is TcpControl.Lost lost)
        {
            Meters.CountRelay(_relay is { IsUnheard: true } ? RelayOutcome.Unreachable : RelayOutcome.Lost);
            _log.Warning(LogLines.RelayLost, _relay?.Name, lost.Why);
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
        _relay?.End();
        _relay = null;
    }

    // A share is held for as long as a connection to the real mail server may be: until its actor has stopped.
    private void ForgetRelay()
    {
        _relaysAlive--;
        Meters.CountRelayClosed();
        while (_relayShares > _relaysAlive)
            GiveShareBack();
    }

    private void GiveShareBack()
    {
        _relayShares--;
        _parts.Relays.Close(_client.Remote.Address);
    }

    private bool IsFromRelay() => _relay is { } relay && Sender.Equals(relay.TcpClient);
}
