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
/// <param name="max">In all.</param>
/// <param name="ipv4Prefix">Bits that make an IPv4 network.</param>
/// <param name="ipv6Prefix">Bits that make an IPv6 network.</param>
/// <param name="isExempt">Clients that are counted in all, but not for their network.</param>
public sealed class RelayBudget(int max, int ipv4Prefix, int ipv6Prefix, Predicate<IPAddress> isExempt)
{
    // Nobody gets more than a quarter.
    private const int Share = 4;

    private readonly Lock _gate = new();
    private readonly LinkedList<RelayPlace> _waiting = new();
    private readonly ConnectionLedger _openNetworks = new(new ClientLimits(Math.Max(1, max / Share), PerMinute: 0, ipv4Prefix, ipv6Prefix));
    private readonly ConnectionLedger _waitingNetworks = new(new ClientLimits(Math.Max(1, max / Share), PerMinute: 0, ipv4Prefix, ipv6Prefix));
    private int _open;

    /// <summary>Relays that are open now.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
                return _open;
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
                return new RelayPlace(this, client, waiter ?? ActorRefs.Nobody, RelayPlaceState.Taken);
            if (waiter is null || _waiting.Count >= max || !Enter(_waitingNetworks, client))
                return null;
            var place = new RelayPlace(this, client, waiter, RelayPlaceState.Awaited);
            _waiting.AddLast(place);
            return place;
        }
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
                    _open--;
                    Leave(_openNetworks, place.Client);
                    next = FirstAdmitted();
                    break;
            }

            place.State = RelayPlaceState.GivenBack;
        }

        next?.Waiter.Tell(new RelayPlaceFree(next), ActorRefs.NoSender);
    }

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
            return place;
        }

        return null;
    }

    private bool IsAdmitted(IPAddress client)
    {
        if (_open >= max || !Enter(_openNetworks, client))
            return false;
        _open++;
        return true;
    }

    private bool Enter(ConnectionLedger networks, IPAddress client) => isExempt(client) || networks.Admit(client, TimeSpan.Zero) == Admission.Admitted;

    private void Leave(ConnectionLedger networks, IPAddress client)
    {
        if (!isExempt(client))
            networks.Leave(client, TimeSpan.Zero);
    }
}
