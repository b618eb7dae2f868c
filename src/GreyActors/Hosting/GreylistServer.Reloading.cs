using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Delivery;
using GreyActors.Reputation;

namespace GreyActors.Hosting;

/// <content>Reload: the new backends are probed first, then the whole configuration takes effect.</content>
/// <remarks>
/// All of the new configuration takes effect at one moment; otherwise mail for a new domain could go to the servers of the old routes. Open
/// sessions use the new lists, times and routes with their next mail.
/// </remarks>
public sealed partial class GreylistServer
{
    private void Prepare(RunningConfiguration next)
    {
        // A configuration that is still waiting is dropped. Only the keeper sends configurations, one at a time.
        _coming?.Requester.Tell(new ConfigurationServed(IsActive: false));
        var board = RelayBoard.Of(next.Settings, next.Access, _board);
        _coming = new Coming(next, board, Sender);
        _backends.Tell(new ServeRoutes(PartsOfServers(next.Settings, board)));
    }

    private void Apply(Coming coming)
    {
        _coming = null;
        var before = Running;
        _parts.Active.Replace(coming.Configuration);
        _board = coming.Board;
        _reputation.Tell(new UseReputation(ReputationFactory.PartsOf(coming.Configuration, _parts.Time)));
        _board.Enforce();
        _shares.Change(coming.Configuration.Capacity.Descriptors);
        if (!KeyPair.AreSame(coming.Configuration.Pairs, before.Pairs))
            _certificates.Serve(coming.Configuration.Pairs);
        coming.Requester.Tell(new ConfigurationServed(IsActive: true));
    }

    private sealed record Coming(RunningConfiguration Configuration, RelayBoard Board, IActorRef Requester);
}
