using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Delivery;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <content>Another configuration: its backends are asked first, then it is in force whole.</content>
/// <remarks>
/// A new domain must not be served for a moment by the servers of the old routes, so nothing of the new configuration holds before all of it
/// does. Sessions that are open go on with what they began with; each takes the new lists, times and routes with its next mail.
/// </remarks>
public sealed partial class GreylistServer
{
    private void Prepare(RunningConfiguration next)
    {
        // The one that waits is overtaken: nobody else tells of configurations but the keeper, who tells one at a time.
        _coming?.Asker.Tell(new ConfigurationServed(IsActive: false));
        var board = RelayBoard.Of(next.Settings, next.Access, _board);
        _coming = new Coming(next, board, Sender);
        _backends.Tell(new ServeRoutes(PartsOfServers(next.Settings, board)));
    }

    private void Activate(Coming coming)
    {
        _coming = null;
        var before = Running;
        _parts.Active.Replace(coming.Configuration);
        _board = coming.Board;
        _board.Enforce();
        _shares.Change(coming.Configuration.Capacity.Descriptors);
        if (coming.Configuration.Pair?.Fingerprint != before.Pair?.Fingerprint)
            ShowCertificate(coming.Configuration.Pair);
        coming.Asker.Tell(new ConfigurationServed(IsActive: true));
    }

    // Handshakes of sessions that are open are made with the newest, too: the old one may be about to expire.
    private void ShowCertificate(KeyPair? pair)
    {
        if (pair is null)
            return;
        if (_certificate is null)
            _certificate = new ServedCertificate(pair);
        else
            _certificate.Replace(pair);

        var (from, to) = (pair.Certificate.NotBefore.ToUniversalTime(), pair.Certificate.NotAfter.ToUniversalTime());
        var now = _parts.Time.GetUtcNow().UtcDateTime;
        if (now < from || now > to)
            _log.Warning(LogLines.CertificateNotValid, pair.Certificate.Subject, from, to);
        else
            _log.Info(LogLines.CertificateServed, pair.Certificate.Subject, to);
    }

    private sealed record Coming(RunningConfiguration Configuration, RelayBoard Board, IActorRef Asker);
}
