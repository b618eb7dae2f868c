using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Smtp;

/// <content>The banner, and the pause before it in which a client that does not wait shows itself.</content>
public sealed partial class GreylistPolicy
{
    private void Begin()
    {
        var pause = _parts.Settings.Limits.GreetPause;
        if (pause == TimeSpan.Zero)
        {
            Greet();
            return;
        }

        // Reading before the banner is given shows who does not wait for it.
        _socket.Tell(new Outbox.Read(0, Reading.Chunk));
        _deadline.Set(pause);
        Enter(Pausing);
    }

    private void Pausing(object message)
    {
        switch (message)
        {
            case DeadlinePassed when _deadline.Is(message):
                Greet();
                break;
            case Inbox:
                _deadline.Clear();
                if (Apply(new SessionEvent.EarlyTalk()) is SessionStep.Close close)
                {
                    _log.Info(LogLines.EarlyTalker, _client.Name, _client.Remote);
                    SayLast(close.Reply);
                }
                else
                {
                    // The socket has only shown the data; it keeps it, and splits it into lines now.
                    Greet();
                }

                break;
            case Control.Drain or Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                EndNow((Control)message);
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Greet()
    {
        Say(_parts.Banner, Reading.Line);
        Enter(AwaitingCommand);
    }
}
