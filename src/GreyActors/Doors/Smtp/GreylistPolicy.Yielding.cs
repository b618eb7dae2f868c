using Akka.Event;
using GreyActors.Core.Smtp;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>A client that keeps its relay waiting loses it: when others wait, or when its time is over.</content>
public sealed partial class GreylistPolicy
{
    private void AwaitClient(bool inMailData)
    {
        if (_relay is { } relay && _places.TryGetValue(relay.TcpClient, out var place))
            _hold.Await(place, _parts.Settings.Relay.Hold, inMailData);
    }

    // The mail data is not complete, and the backend has delivered nothing. A reply to it could be sent only after its end, which
    // may be far (RFC 5321 4.1.1.4): 421 may be sent at any time (RFC 5321 3.8).
    private void YieldRelay(bool inMailData)
    {
        var reason = inMailData ? RelayYield.SlowData : RelayYield.Idle;
        LogYield(reason, inMailData ? "its mail data came too slowly, and others wait" : "it did not send DATA, and others wait");
        _hold.Yield();
        if (inMailData)
        {
            Apply(new SessionEvent.TransactionEnded(MailStatus.Failed, SmtpReplies.TooSlow.ToString()));
            SayLast(SmtpReplies.TooSlow);
            return;
        }

        EndRelay();
        Apply(new SessionEvent.RelayLost(SmtpReplies.RelayYielded));
    }

    private void EndIdleSession()
    {
        LogYield(RelayYield.Timeout, "it did not send DATA in time");
        SayLast(SmtpReplies.Timeout);
    }

    private void LogYield(RelayYield reason, string why)
    {
        Meters.CountRelayYield(reason);
        _log.Info(LogLines.RelayYielded, _client.Name, _client.Remote, _relay!.Name, why);
    }
}
