using System.Net;
using Akka.Actor;
using GreyActors.Net;

namespace GreyActors.Mail;

/// <summary>
/// How many relays may be open at once to one real mail server, in all and for one client network, and who waits for one;
/// shared by all policies, and safe to be.
/// </summary>
/// <remarks>
/// A client that is let through and then says nothing holds a connection of the real mail server, which has few: without a bound one
/// client could hold them all. An actor that gives permits would cost each mail a round of messages for a count that takes no time.
/// First come, first served, but a client whose network has its share does not keep those behind it waiting. As many may wait as may
/// be connected, and no network may have more than its share of that either.
/// </remarks>
public sealed class RelayBudget
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RelayPlace> _waiting = new();
    private readonly HashSet<RelayPlace> _taken = [];
    private RelayLimits _limits;
    private ConnectionLedger _openNetworks;
    private ConnectionLedger _waitingNetworks;

    /// <summary>A budget of which nothing is spent.</summary>
    public RelayBudget(RelayLimits limits)
    {
        _limits = limits;
        _openNetworks = new ConnectionLedger(limits.PerNetwork);
        _waitingNetworks = new ConnectionLedger(limits.PerNetwork);
    }

    /// <summary>Relays that are open now.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
                return _taken.Count;
        }
    }

    /// <summary>Clients that wait for one now.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Claims a relay for this client: taken at once, awaited, or null when it is one too many.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="waiter">Who is told when a place that is awaited is taken; null for who does not wait.</param>
    public RelayPlace? Claim(IPAddress client, IActorRef? waiter)
    {
        lock (_gate)
        {
            if (IsAdmitted(client))
                return Take(new RelayPlace(this, client, waiter ?? ActorRefs.Nobody, RelayPlaceState.Taken));
            if (waiter is null || _waiting.Count >= _limits.Max || !Enter(_waitingNetworks, client))
                return null;
            var place = new RelayPlace(this, client, waiter, RelayPlaceState.Awaited);
            _waiting.AddLast(place);
            return place;
        }
    }

    /// <summary>From now on other limits hold. Whoever has a place, or waits for one, keeps it.</summary>
    public void Change(RelayLimits limits)
    {
        var admitted = new List<RelayPlace>();
        lock (_gate)
        {
            _limits = limits;
            _openNetworks = _openNetworks.Under(limits.PerNetwork, Counted(_taken));
            _waitingNetworks = _waitingNetworks.Under(limits.PerNetwork, Counted(_waiting));
            while (FirstAdmitted() is { } place)
                admitted.Add(place);
        }

        foreach (var place in admitted)
            Tell(place);
    }

    internal void TakeBack(RelayPlace place)
    {
        RelayPlace? next = null;
        lock (_gate)
        {
            switch (place.State)
            {
                case RelayPlaceState.Awaited:
                    _waiting.Remove(place);
                    Leave(_waitingNetworks, place.Client);
                    break;
                case RelayPlaceState.Taken:
                    _taken.Remove(place);
                    Leave(_openNetworks, place.Client);
                    next = FirstAdmitted();
                    break;
            }

            place.State = RelayPlaceState.GivenBack;
        }

        if (next is not null)
            Tell(next);
    }

    private static void Tell(RelayPlace place) => place.Waiter.Tell(new RelayPlaceFree(place), ActorRefs.NoSender);

    private RelayPlace Take(RelayPlace place)
    {
        _taken.Add(place);
        return place;
    }

    private IEnumerable<IPAddress> Counted(IEnumerable<RelayPlace> places) => places.Select(place => place.Client).Where(client => !_limits.IsExempt(client));

    // One connection less lets in one at most: all others would have been let in before.
    private RelayPlace? FirstAdmitted()
    {
        foreach (var place in _waiting)
        {
            if (!IsAdmitted(place.Client))
                continue;
            _waiting.Remove(place);
            Leave(_waitingNetworks, place.Client);
            place.State = RelayPlaceState.Taken;
            return Take(place);
        }

        return null;
    }

    // Whoever is admitted takes the place at once.
    private bool IsAdmitted(IPAddress client) => _taken.Count < _limits.Max && Enter(_openNetworks, client);

    private bool Enter(ConnectionLedger networks, IPAddress client) => _limits.IsExempt(client) || networks.Admit(client, TimeSpan.Zero) == Admission.Admitted;

    private void Leave(ConnectionLedger networks, IPAddress client)
    {
        if (!_limits.IsExempt(client))
            networks.Leave(client, TimeSpan.Zero);
    }
}
