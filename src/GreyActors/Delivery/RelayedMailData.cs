using System.Diagnostics;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Delivery;

/// <summary>One mail from DATA to the backend's final reply: the go-ahead, the chunks, the end.</summary>
/// <remarks>One chunk may be on its way to the backend while the next is read from the client: never more.</remarks>
internal sealed class RelayedMailData(
    SessionRelays relays, PartWait wait, MailDataReader reader, ConnectedClient client, SessionRules rules, SessionStep.StartData start)
{
    private readonly MailDataScanner _scanner = new();

    private GreyActorsSettings Settings => relays.Dependencies.Settings;

    /// <summary>Asks the backend for the go-ahead.</summary>
    public PartStep Start()
    {
        if (relays.Open is null)
            return Refuse(SmtpReplies.RelayLost);
        relays.Deadline.Set(Settings.Relay.ReplyTimeout);
        relays.Open.AskForData();
        relays.AskedAt = Stopwatch.GetTimestamp();
        return wait.For(AwaitingGoAhead);
    }

    private PartStep AwaitingGoAhead(object message)
    {
        switch (message)
        {
            case TcpInbox.Line line when relays.IsSender:
                switch (relays.Open!.Accept(line.Bytes.Span))
                {
                    case RelayStep.GoAhead go:
                        relays.Deadline.Clear();
                        Meters.RecordRelayReply(RelayQuestion.Data, relays.AskedAt);
                        relays.AwaitClient(inMailData: true);
                        wait.For(ReadingMailData(inFlight: SendTrace()));
                        return new PartStep.GoAhead(go.Reply);
                    case RelayStep.Failed failed:
                        return Refuse(failed.Reply);
                    default:
                        return PartStep.Waiting.Instance;
                }

            case TcpControl.Lost or DeadlinePassed when relays.IsOver(message):
                relays.Abandon(message);
                return Refuse(SmtpReplies.RelayLost);
            default:
                return PartStep.Unexpected.Instance;
        }
    }

    private Func<object, PartStep> ReadingMailData(bool inFlight) => message =>
    {
        switch (message)
        {
            case Inbox.Chunk chunk when inFlight:
                relays.Deadline.Set(Settings.Relay.DataBlockTimeout);
                relays.Hold.Stop();
                return wait.For(HoldingMailData(chunk));
            case Inbox.Chunk chunk:
                return Relay(chunk);
            case TcpControl.Written when relays.IsSender:
                return wait.For(ReadingMailData(inFlight: false));
            case TcpControl.Lost or TcpInbox.Line when relays.IsSender:
                return EarlyReply(message) is { } reply ? Discard(reply).Start() : PartStep.Waiting.Instance;
            case Control.ClientSilent or Control.OutOfTime or Control.EndedByOperator:
                return PartStep.EndNow.Instance;
            default:
                return PartStep.Unexpected.Instance;
        }
    };

    private Func<object, PartStep> HoldingMailData(Inbox.Chunk held) => message =>
    {
        switch (message)
        {
            case TcpControl.Written when relays.IsSender:
                relays.Deadline.Clear();
                relays.AwaitClient(inMailData: true);
                return Relay(held);
            case TcpControl.Lost or TcpInbox.Line when relays.IsSender:
                if (EarlyReply(message) is not { } reply)
                    return PartStep.Waiting.Instance;
                relays.Deadline.Clear();
                return Discard(reply).StartWith(held);
            case DeadlinePassed when relays.Deadline.Is(message):
                relays.Abandon(message);
                return Discard(SmtpReplies.RelayLost).StartWith(held);
            default:
                return PartStep.Unexpected.Instance;
        }
    };

    // A backend that answers before it can have read the whole mail does not have it: a positive reply counts when the last chunk was
    // written. It is kept until then, because reply and confirmation may overtake each other on their way to us.
    private Func<object, PartStep> AwaitingFinalReply(bool clientGone, bool written, RelayStep? finalReply) => message =>
    {
        switch (message)
        {
            case TcpControl.Written when relays.IsSender:
                if (finalReply is not null)
                    return Conclude(finalReply, clientGone);
                // The backend has the whole mail now, and its time to answer begins.
                relays.Deadline.Set(Settings.Relay.EndOfDataTimeout);
                return wait.For(AwaitingFinalReply(clientGone, written: true, finalReply));
            case TcpInbox.Line line when relays.IsSender && finalReply is null:
                var step = relays.Accept(line, Settings.Relay.EndOfDataTimeout);
                return step is RelayStep.Failed || (written && step is not null)
                    ? Conclude(step, clientGone)
                    : wait.For(AwaitingFinalReply(clientGone, written, step));
            case TcpControl.Lost or DeadlinePassed when relays.IsOver(message):
                var broken = written ? relays.Open!.BreakOff() : new RelayStep.Failed(SmtpReplies.RelayLost);
                relays.Abandon(message);
                return Conclude(broken, clientGone);
            case Control.ClientFinished:
                return PartStep.Waiting.Instance;
            case Control.ClientGone:
                // The mail is with the backend; its reply still belongs into the log.
                return wait.For(AwaitingFinalReply(clientGone: true, written, finalReply));
            default:
                return PartStep.Unexpected.Instance;
        }
    };

    // Our trace fields come before the first header field. True if there was something to send.
    private bool SendTrace()
    {
        var (settings, now, forwarded) = (Settings, relays.Dependencies.Time.GetUtcNow(), ForwardedClient.Of(client.RemoteIp, client.LocalIp, start.Session));
        var received = settings.Relay.ReceivedHeader switch
        {
            ReceivedHeader.On => true,
            ReceivedHeader.Auto => !relays.Open!.ClientIsKnown,
            _ => false,
        };
        byte[] fields =
        [
            .. received ? TraceFields.Received(forwarded, rules.ServerName, settings.ServerId, now) : [],
            .. settings.Relay.GreylistHeader ? TraceFields.Greylist(start.Transaction.Recipients, rules.ServerName, settings.ServerId, now) : [],
        ];
        if (fields.Length > 0)
            relays.Open!.SendData(new TcpOutbox.Chunk(Wire.Bytes(fields)), ended: false);
        return fields.Length > 0;
    }

    private PartStep Relay(Inbox.Chunk chunk)
    {
        var scanned = _scanner.Scan(chunk.Bytes.ToReadOnlySpan());
        if (_scanner.BareNewlineSeen && Settings.BareNewlines == NewlinePolicy.Reject)
            return new PartStep.SessionOver(SmtpReplies.BareNewlineInData, MailStatus.Rejected);
        if (IsTooBig())
        {
            relays.Abort();
            return Discard(SmtpReplies.TooBig).StartWith(scanned);
        }

        var passedOn = scanned.Rewritten.IsEmpty ? chunk.Bytes.Slice(0, scanned.Clean) : Wire.Bytes(scanned.Rewritten);
        if (!passedOn.IsEmpty)
            relays.Open!.SendData(new TcpOutbox.Chunk(passedOn), scanned.Ended);
        reader.Continue(scanned);
        if (!scanned.Ended)
        {
            wait.For(ReadingMailData(inFlight: !passedOn.IsEmpty));
            return PartStep.ChunkRelayed.Instance;
        }

        relays.Hold.Complete();
        relays.Deadline.Set(Settings.Relay.EndOfDataTimeout);
        relays.AskedAt = Stopwatch.GetTimestamp();
        return wait.For(AwaitingFinalReply(clientGone: false, written: false, finalReply: null));
    }

    // The size that was announced at EHLO counts, not the declared SIZE (RFC 1870 6.3).
    private bool IsTooBig() => rules.Offered.MaxSize is > 0 and var limit && _scanner.Size > limit;

    // The reply to the client if the backend answers or is lost before the end of the mail data; null while its reply is not complete.
    private SmtpReply? EarlyReply(object message)
    {
        if (message is TcpInbox.Line line)
        {
            if (relays.Open!.Accept(line.Bytes.Span) is not RelayStep.Failed failed)
                return null;
            relays.End();
            return failed.Reply;
        }

        relays.Abandon(message);
        return SmtpReplies.RelayLost;
    }

    private DiscardedMailData Discard(SmtpReply reply) => new(wait, reader, _scanner, reply);

    private PartStep.Happened Refuse(SmtpReply reply)
    {
        relays.Deadline.Clear();
        return new PartStep.Happened(new SessionEvent.DataRefused(reply));
    }

    private PartStep Conclude(RelayStep finalReply, bool clientGone)
    {
        relays.Deadline.Clear();
        Meters.RecordRelayReply(RelayQuestion.EndOfData, relays.AskedAt);
        var lone = relays.Dependencies.Lone;
        switch (finalReply)
        {
            case RelayStep.Delivered { Reply: var reply }:
                foreach (var recipient in start.Transaction.Accepted())
                    lone.Remove(recipient.ForwardPath);
                return End(reply, new SessionEvent.MailAnswered(reply), clientGone);
            case RelayStep.Failed { Reply: var reply }:
                return End(reply, new SessionEvent.MailAnswered(reply), clientGone);
            case RelayStep.Divided { Reply: var reply, Fates: var fates }:
                foreach (var (recipient, fate) in start.Transaction.Accepted().Zip(fates))
                {
                    if (!fate.IsPositive)
                        lone.Add(recipient.ForwardPath);
                }

                return End(reply, new SessionEvent.MailDivided(reply, fates), clientGone);
            default:
                throw new InvalidOperationException($"{finalReply} is not a final reply");
        }
    }

    private static PartStep End(SmtpReply reply, SessionEvent outcome, bool clientGone)
    {
        Meters.CountRelay(reply.IsPositive ? RelayOutcome.Accepted : reply.IsPermanent ? RelayOutcome.Rejected : RelayOutcome.Failed);
        return clientGone ? new PartStep.ClientLeft([outcome]) : new PartStep.Happened(outcome);
    }
}
