using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Delivery;

/// <summary>The delivery of one session's mail to the backends. It does what the session asks, and returns what follows for the session.</summary>
/// <remarks>
/// A part of the session's actor. The session starts a job (a recipient, the mail data) and hands every message to <see cref="Receive"/>
/// until a step ends the job. Between two jobs the relay waits for the client: then <see cref="LosesRelay"/> and
/// <see cref="CheckHold"/> recognise messages about it. A child actor was rejected: each chunk would cost two more messages.
/// </remarks>
internal sealed class MailDelivery
{
    private readonly PartWait _wait;
    private readonly SessionRelays _relays;
    private readonly RecipientDelivery _recipients;
    private readonly MailDataReader _reader;
    private readonly ConnectedClient _client;
    private readonly SessionRules _rules;
    private readonly ILoggingAdapter _log;

    /// <summary>The delivery of the session whose actor has this context.</summary>
    /// <param name="context">Parent of the relays.</param>
    /// <param name="wait">What the delivery waits for.</param>
    /// <param name="client">The client.</param>
    /// <param name="socket">The client's socket.</param>
    /// <param name="rules">Our name, and the size that was announced.</param>
    /// <param name="log">The session's log.</param>
    /// <param name="dependencies">For the first mail transaction.</param>
    public MailDelivery(
        IActorContext context,
        PartWait wait,
        ConnectedClient client,
        IActorRef socket,
        SessionRules rules,
        ILoggingAdapter log,
        DeliveryDependencies dependencies)
    {
        (_wait, _client, _rules, _log) = (wait, client, rules, log);
        _reader = new MailDataReader(socket);
        _relays = new SessionRelays(context, log, dependencies);
        _recipients = new RecipientDelivery(_relays, wait, client, context.Self, rules, log);
    }

    /// <summary>The open relay; null while there is none.</summary>
    public Relay? Relay => _relays.Open;

    /// <summary>Bytes of mail data that were read from the client.</summary>
    public long BytesRead => _reader.BytesRead;

    /// <summary>True while a connection to a backend may exist: a relay that has sent QUIT needs time for the reply, and stops with its parent.</summary>
    public bool HasRelays => _relays.AnyLeft;

    /// <summary>Takes these dependencies for the next mail transaction.</summary>
    public void Use(DeliveryDependencies dependencies) => _relays.Dependencies = dependencies;

    /// <summary>Names a recipient to a backend.</summary>
    public PartStep Deliver(PassedRecipient recipient) => _recipients.Deliver(recipient);

    /// <summary>Asks the backend for the go-ahead, and relays the mail data to it.</summary>
    public PartStep StartMailData(SessionStep.StartData start) => new RelayedMailData(_relays, _wait, _reader, _client, _rules, start).Start();

    /// <summary>Discards mail data up to its end.</summary>
    /// <param name="reply">The reply at its end.</param>
    /// <param name="afterBareNewline">The first line was read as a command and ended with a bare newline. A dot after it is not the end.</param>
    public PartStep DiscardMailData(SmtpReply reply, bool afterBareNewline)
    {
        _reader.Start();
        var scanner = new MailDataScanner();
        if (afterBareNewline)
            scanner.Scan("\n"u8);
        return new DiscardedMailData(_wait, _reader, scanner, reply).Start();
    }

    /// <summary>Hands a message to the job that is under way.</summary>
    public PartStep Receive(object message) => _wait.Receive(message);

    /// <summary>The relay waits for the client's next command.</summary>
    public void AwaitClient() => _relays.AwaitClient(inMailData: false);

    /// <summary>The client has sent its next command.</summary>
    public void ClientActed() => _relays.Hold.Stop();

    /// <summary>True if the relay is lost with this message, which came outside a job.</summary>
    public bool LosesRelay(object message)
    {
        if (!_relays.IsSender)
            return false;
        switch (message)
        {
            case TcpControl.Lost:
                _relays.Abandon(message);
                return true;
            // The backend was not asked, so it can only say farewell.
            case TcpInbox.Line line when _relays.Open!.Accept(line.Bytes.Span) is not null:
                _relays.End();
                return true;
            default:
                return false;
        }
    }

    /// <summary>A client that makes its relay wait loses it: when others wait for its place, or when its time is over. Null if the message is about neither.</summary>
    public PartStep? CheckHold(object message)
    {
        if (message is RelayPlaceWanted wanted && _relays.Hold.IsTakenInMailData(wanted.Place) is { } inMailData)
            return Yield(inMailData);
        if (!_relays.Hold.Is(message) || !_relays.Hold.IsOver())
            return null;
        LogYield(RelayYield.Timeout, "it did not send DATA in time");
        return new PartStep.SessionOver(SmtpReplies.Timeout, Mail: null);
    }

    /// <summary>Ends the relay: the mail transaction is over, or nothing of it remains to be delivered.</summary>
    public void EndRelay() => _relays.End();

    /// <summary>A relay's actor has stopped.</summary>
    public void Forget(IActorRef tcpClient) => _relays.Forget(tcpClient);

    /// <summary>The session leaves: no job is started any more.</summary>
    public void Finish()
    {
        _relays.End();
        _relays.Deadline.Clear();
        _relays.Hold.End();
    }

    /// <summary>The session's actor stops.</summary>
    public void CutOff()
    {
        _recipients.EndPlaceWait(RelayWaitOutcome.SessionEnded);
        _relays.CutOff();
    }

    // The mail data is not complete, and the backend has delivered nothing. A reply to it could be sent only after its end, which
    // may be far (RFC 5321 4.1.1.4): 421 may be sent at any time (RFC 5321 3.8).
    private PartStep Yield(bool inMailData)
    {
        if (inMailData)
        {
            LogYield(RelayYield.SlowData, "its mail data came too slowly, and others wait");
            _relays.Hold.Yield();
            return new PartStep.SessionOver(SmtpReplies.TooSlow, MailStatus.Failed);
        }

        LogYield(RelayYield.Idle, "it did not send DATA, and others wait");
        _relays.Hold.Yield();
        _relays.End();
        return new PartStep.Happened(new SessionEvent.RelayLost(SmtpReplies.RelayYielded));
    }

    private void LogYield(RelayYield reason, string why)
    {
        Meters.CountRelayYield(reason);
        _log.Info(LogLines.RelayYielded, _client.Name, _client.Remote, _relays.Open!.Name, why);
    }
}
