using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>The TLS handshake: from STARTTLS, or from the start, to the session inside.</content>
public sealed partial class GreylistPolicy
{
    // Its time is measured by the channel; here only the whole session's is.
    private void AwaitingHandshake(object message)
    {
        switch (message)
        {
            case Control.Secured secured:
                _tls = secured.Facts;
                Meters.CountHandshake(secured.Facts.Protocol);
                _log.Info(LogLines.TlsEstablished, _client.Name, _client.Remote, secured.Facts.Protocol, secured.Facts.Cipher, AskedFor(secured.Facts));
                Apply(new SessionEvent.HandshakeFinished());
                GoOnInsideTls();
                break;
            case Control.ClientGone gone:
                Meters.CountHandshakeFailure();
                _log.Info(LogLines.TlsFailed, _client.Name, _client.Remote, gone.Why);
                Leave();
                break;
            case Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                // In the midst of a handshake nothing can be said.
                _socket.Tell(Signal.Finished.Instance);
                Leave();
                break;
            default:
                Always(message);
                break;
        }
    }

    private void GoOnInsideTls()
    {
        if (_farewell is { } farewell)
        {
            SayLast(farewell.Reply);
        }
        else if (_client.ImplicitTls)
        {
            Begin();
        }
        else
        {
            _socket.Tell(new Outbox.Read(0, Reading.Line));
            Enter(AwaitingCommand);
        }
    }

    private void StartTls(SessionStep.StartTls step)
    {
        // Nothing of the cleartext session goes on inside TLS, not even its mail transaction.
        Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "given up by the client"));
        NoteReply(step.Reply);
        _socket.Tell(new Outbox.StartTls(step.Reply.Bytes, _tlsSettings!));
        Enter(AwaitingHandshake);
    }

    private void StartWithTls()
    {
        _socket.Tell(new Outbox.SpeakTls(_tlsSettings!));
        Enter(AwaitingHandshake);
    }

    private static string AskedFor(TlsFacts facts) => facts.Name.Length == 0 ? "no name" : facts.Name;

    // Somebody on the line put it there, to be taken for something that was said inside TLS (CVE-2011-0411); or the client does not listen.
    private void NoteCleartextAfterStartTls(SessionStep step)
    {
        if (step is not (SessionStep.StartTls or SessionStep.Close))
            return;
        Meters.CountCleartextAfterStartTls();
        _log.Warning(LogLines.CleartextAfterStartTls, _client.Name, _client.Remote);
    }
}
