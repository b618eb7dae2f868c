using System.Diagnostics;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Smtp;

/// <content>From DATA to the backend's last word.</content>
public sealed partial class GreylistPolicy
{
    private void AwaitingGoAhead(object message)
    {
        switch (message)
        {
            case TcpInbox.Line line when IsFromRelay():
                switch (_relay!.Take(line.Bytes.Span))
                {
                    case RelayStep.GoAhead go:
                        _deadline.Clear();
                        Meters.RecordRelayReply(RelayQuestion.Data, _asked);
                        Say(go.Reply, Reading.Chunk);
                        AwaitClient(inMailData: true);
                        Enter(ReadingMailData(new MailDataScanner(), inFlight: SendTrace()));
                        break;
                    case RelayStep.Failed failed:
                        RefuseData(failed.Reply);
                        break;
                }

                break;
            case TcpControl.Lost or DeadlinePassed when RelayIsOver(message):
                AbandonRelay(message);
                RefuseData(SmtpReplies.RelayLost);
                break;
            default:
                Always(message);
                break;
        }
    }

    // One chunk may be on its way to the backend while the next is read from the client: never more.
    private UntypedReceive ReadingMailData(MailDataScanner scanner, bool inFlight) => message =>
    {
        switch (message)
        {
            case Inbox.Chunk chunk when inFlight:
                _deadline.Set(_parts.Settings.Relay.DataBlockTimeout);
                _hold.Stop();
                Enter(HoldingMailData(scanner, chunk));
                break;
            case Inbox.Chunk chunk:
                RelayMailData(scanner, chunk);
                break;
            case TcpControl.Written when IsFromRelay():
                Enter(ReadingMailData(scanner, inFlight: false));
                break;
            case TcpControl.Lost or TcpInbox.Line when IsFromRelay():
                if (EarlyReply(message) is { } reply)
                    Enter(SwallowingMailData(scanner, reply));
                break;
            case Control.ClientSilent or Control.OutOfTime or Control.EndedByOperator:
                EndNow((Control)message);
                break;
            default:
                Always(message);
                break;
        }
    };

    private UntypedReceive HoldingMailData(MailDataScanner scanner, Inbox.Chunk held) => message =>
    {
        switch (message)
        {
            case TcpControl.Written when IsFromRelay():
                _deadline.Clear();
                AwaitClient(inMailData: true);
                RelayMailData(scanner, held);
                break;
            case TcpControl.Lost or TcpInbox.Line when IsFromRelay():
                if (EarlyReply(message) is { } reply)
                {
                    _deadline.Clear();
                    Swallow(scanner, held, reply);
                }

                break;
            case DeadlinePassed when _deadline.Is(message):
                AbandonRelay(message);
                Swallow(scanner, held, SmtpReplies.RelayLost);
                break;
            default:
                Always(message);
                break;
        }
    };

    // The relay has failed, but the client hears replies only behind the end of its mail data (RFC 5321 4.1.1.4).
    private UntypedReceive SwallowingMailData(MailDataScanner scanner, SmtpReply reply) => message =>
    {
        switch (message)
        {
            case Inbox.Chunk chunk:
                Swallow(scanner, chunk, reply);
                break;
            case Control.ClientSilent or Control.OutOfTime or Control.EndedByOperator:
                EndNow((Control)message);
                break;
            default:
                Always(message);
                break;
        }
    };

    private void AskForData()
    {
        if (_relay is null)
        {
            RefuseData(SmtpReplies.RelayLost);
            return;
        }

        _deadline.Set(_parts.Settings.Relay.ReplyTimeout);
        _relay.AskForData();
        _asked = Stopwatch.GetTimestamp();
        Enter(AwaitingGoAhead);
    }

    // In front of the first header field. True when there was something to send.
    private bool SendTrace()
    {
        var (settings, now) = (_parts.Settings, _parts.Time.GetUtcNow());
        var received = settings.Relay.ReceivedHeader switch
        {
            ReceivedHeader.On => true,
            ReceivedHeader.Auto => !_relay!.ClientIsKnown,
            _ => false,
        };
        byte[] fields =
        [
            .. received ? TraceFields.Received(ClientForRelay(), _rules.ServerName, settings.ServerId, now) : [],
            .. settings.Relay.GreylistHeader ? TraceFields.Greylist(_session.Transaction!.Recipients, _rules.ServerName, settings.ServerId, now) : [],
        ];
        if (fields.Length > 0)
            _relay!.SendData(new TcpOutbox.Chunk(Wire.Bytes(fields)), ended: false);
        return fields.Length > 0;
    }

    private void RelayMailData(MailDataScanner scanner, Inbox.Chunk chunk)
    {
        var scanned = scanner.Scan(chunk.Bytes.ToReadOnlySpan());
        if (scanner.BareNewlineSeen && _parts.Settings.BareNewlines == NewlinePolicy.Reject)
        {
            Apply(new SessionEvent.TransactionEnded(MailStatus.Rejected, SmtpReplies.BareNewlineInData.ToString()));
            SayLast(SmtpReplies.BareNewlineInData);
            return;
        }

        if (IsTooBig(scanner))
        {
            _hold.Stop();
            _relay!.Abort();
            _relay = null;
            GoOnSwallowing(scanner, scanned, SmtpReplies.TooBig);
            return;
        }

        var passedOn = scanned.Rewritten.IsEmpty ? chunk.Bytes.Slice(0, scanned.Clean) : Wire.Bytes(scanned.Rewritten);
        if (!passedOn.IsEmpty)
            _relay!.SendData(new TcpOutbox.Chunk(passedOn), scanned.Ended);
        _octetsIn += scanned.Taken;
        _socket.Tell(new Outbox.Read(scanned.Taken, scanned.Ended ? Reading.Nothing : Reading.Chunk));
        if (scanned.Ended)
        {
            _hold.Complete();
            _deadline.Set(_parts.Settings.Relay.EndOfDataTimeout);
            _asked = Stopwatch.GetTimestamp();
            Enter(AwaitingFinalReply(clientGone: false, written: false, lastWord: null));
        }
        else if (_farewell is { AtOnce: true } farewell)
        {
            // It came while the backend took the chunk before.
            SayLast(farewell.Reply);
        }
        else
        {
            Enter(ReadingMailData(scanner, inFlight: !passedOn.IsEmpty));
        }
    }

    private void Swallow(MailDataScanner scanner, Inbox.Chunk chunk, SmtpReply reply) =>
        GoOnSwallowing(scanner, scanner.Scan(chunk.Bytes.ToReadOnlySpan()), reply);

    private void GoOnSwallowing(MailDataScanner scanner, MailDataChunk scanned, SmtpReply reply)
    {
        _octetsIn += scanned.Taken;
        _socket.Tell(new Outbox.Read(scanned.Taken, scanned.Ended ? Reading.Nothing : Reading.Chunk));
        if (scanned.Ended)
            EndMail(new SessionEvent.MailAnswered(reply));
        else
            Enter(SwallowingMailData(scanner, reply));
    }

    // What was announced at EHLO counts, whatever SIZE was declared (RFC 1870 6.3).
    private bool IsTooBig(MailDataScanner scanner) => _rules.Offered.MaxSize is > 0 and var limit && scanner.Size > limit;

    // The reply that the client will hear when the backend speaks or goes before the end of mail data; null while it is not whole.
    private SmtpReply? EarlyReply(object message)
    {
        if (message is TcpInbox.Line line)
        {
            if (_relay!.Take(line.Bytes.Span) is not RelayStep.Failed failed)
                return null;
            EndRelay();
            return failed.Reply;
        }

        AbandonRelay(message);
        return SmtpReplies.RelayLost;
    }

    // A client that does not listen sends its content all the same.
    private void RefuseData(SmtpReply reply)
    {
        EndMail(new SessionEvent.DataRefused(reply));
    }
}
