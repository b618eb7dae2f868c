using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Net;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Smtp;

/// <summary>The opening of a session: TLS from the start, and the pause before the banner. Also the handshake after STARTTLS.</summary>
internal sealed class SessionOpening(
    IActorContext context, PartWait wait, ConnectedClient client, IActorRef socket, TlsServerSettings? tls, SessionRecord record, SessionRules rules)
{
    private readonly Deadline _deadline = new(context);

    /// <summary>Starts the session.</summary>
    public PartStep Start(TimeSpan greetPause)
    {
        if (!client.ImplicitTls)
            return Pause(greetPause);
        socket.Tell(new Outbox.SpeakTls(tls!));
        return wait.For(AwaitingHandshake);
    }

    /// <summary>Starts the handshake that the client asked for. The socket discards what came after its command.</summary>
    public PartStep StartTls(SmtpReply reply)
    {
        record.RecordReply(reply);
        socket.Tell(new Outbox.StartTls(reply.Bytes, tls!));
        return wait.For(AwaitingHandshake);
    }

    /// <summary>Pauses before the banner: a client that does not wait for it reveals itself.</summary>
    public PartStep Pause(TimeSpan greetPause)
    {
        if (greetPause == TimeSpan.Zero)
            return PartStep.Greet.Instance;
        socket.Tell(new Outbox.Read(0, Reading.Chunk));
        _deadline.Set(greetPause);
        return wait.For(Pausing);
    }

    /// <summary>The session ends.</summary>
    public void End() => _deadline.Clear();

    private PartStep Pausing(object message)
    {
        switch (message)
        {
            case DeadlinePassed when _deadline.Is(message):
                return PartStep.Greet.Instance;
            case Inbox when rules.RejectEarlyTalkers:
                record.RecordEarlyTalk();
                return new PartStep.Happened(new SessionEvent.EarlyTalk());
            case Inbox:
                // The socket has only shown the data; it keeps it, and splits it into lines now.
                _deadline.Clear();
                return PartStep.Greet.Instance;
            case Control.Drain or Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                return PartStep.EndNow.Instance;
            default:
                return PartStep.Unexpected.Instance;
        }
    }

    // The channel measures the time of the handshake; here only the time of the whole session counts.
    private PartStep AwaitingHandshake(object message)
    {
        switch (message)
        {
            case Control.Secured secured:
                record.RecordHandshake(secured.Facts);
                return PartStep.Secured.Instance;
            case Control.ClientGone gone:
                record.RecordFailedHandshake(gone.Why);
                return PartStep.Leave.Instance;
            case Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                // No reply can be sent in the middle of a handshake.
                socket.Tell(Signal.Finished.Instance);
                return PartStep.Leave.Instance;
            default:
                return PartStep.Unexpected.Instance;
        }
    }
}
