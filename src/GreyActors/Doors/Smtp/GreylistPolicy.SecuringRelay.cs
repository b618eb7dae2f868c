using Akka.Event;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>TLS to the backend: it stands, or what becomes of the recipient without it.</content>
public sealed partial class GreylistPolicy
{
    private void GoOnSecured(TlsFacts facts)
    {
        _log.Debug(LogLines.RelaySecured, _relay!.Name, facts);
        _relay.Secured();
        _deadline.Set(_parts.Settings.Relay.ReplyTimeout);
    }

    // In clear on a connection of its own: nothing of a handshake that failed may be left in it. There is no handshake then that could fail again.
    private void GoOnUnsecured(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening opening, string failure)
    {
        var (tcpClient, step) = (_relay!.TcpClient, _relay.FailSecuring());
        NoteTlsFailure(failure, inClear: step is null);
        _relay = null;
        if (step is RelayStep.Failed failed)
        {
            BlameServer(opening, failure);
            Reach(judge, why, acceptAll, opening.Next(), failed.Reply);
        }
        else if (_places.Remove(tcpClient, out var place))
        {
            OpenRelay(judge, opening.Targets[0], place, RelayTls.Off);
            Enter(AwaitingRecipientReply(judge, why, acceptAll, opening));
        }
    }

    private void NoteTlsFailure(string why, bool inClear)
    {
        Meters.CountTlsFailure(inClear);
        _log.Warning(LogLines.RelayNotSecured, _relay!.Name, why, inClear ? "the mail is sent in cleartext" : "the mail stays queued at the client");
    }
}
