using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using GreyActors.Core.Relaying;

namespace GreyActors.Delivery;

/// <summary>The connections to one backend, and the clients that wait for one. All policies share it, from any thread.</summary>
/// <remarks>
/// A lock around a <see cref="PlaceAllocator{TOwner}"/>: an actor that gives permits would cost each mail a round of messages for a step
/// that takes less than a microsecond. It needs no limit for the clients that wait: each session waits for one place at most.
/// </remarks>
public sealed class RelayBudget
{
    private readonly Lock _gate = new();
    private readonly PlaceAllocator<RelayPlace> _places;
    private RelayLimits _limits;

    /// <summary>An unused budget.</summary>
    public RelayBudget(RelayLimits limits)
    {
        _limits = limits;
        _places = new PlaceAllocator<RelayPlace>(limits.Shares);
    }

    /// <summary>The number of open relays.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
                return _places.Held;
        }
    }

    /// <summary>The largest number of open relays.</summary>
    public int Max
    {
        get
        {
            lock (_gate)
                return _limits.Max;
        }
    }

    /// <summary>The number of waiting clients.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _places.Waiting;
        }
    }

    /// <summary>Claims a relay for this client: taken at once, awaited, or null when none is free and <paramref name="mayWait"/> is false.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="owner">Receives the messages about the place.</param>
    /// <param name="mayWait">Whether the client waits.</param>
    public RelayPlace? Claim(IPAddress client, IActorRef owner, bool mayWait)
    {
        var place = new RelayPlace(this, client, owner);
        ImmutableArray<PlaceNotice<RelayPlace>> notices;
        lock (_gate)
        {
            if (_places.Claim(_limits.HolderOf(client), place, mayWait, out notices) is not { } entry)
                return null;
            place.Entry = entry;
        }

        Tell(notices);
        return place;
    }

    /// <summary>Applies other limits. Each client that has a place, or waits for one, keeps it.</summary>
    public void Change(RelayLimits limits) => Apply(places =>
    {
        _limits = limits;
        return places.Change(limits.Shares, place => limits.HolderOf(place.Client));
    });

    internal void Apply(Func<PlaceAllocator<RelayPlace>, ImmutableArray<PlaceNotice<RelayPlace>>> step)
    {
        ImmutableArray<PlaceNotice<RelayPlace>> notices;
        lock (_gate)
            notices = step(_places);
        Tell(notices);
    }

    private static void Tell(ImmutableArray<PlaceNotice<RelayPlace>> notices)
    {
        foreach (var (entry, state) in notices)
        {
            var place = entry.Owner;
            object notice = state == PlaceState.Taken ? new RelayPlaceFree(place) : new RelayPlaceWanted(place);
            place.Owner.Tell(notice, ActorRefs.NoSender);
        }
    }
}
