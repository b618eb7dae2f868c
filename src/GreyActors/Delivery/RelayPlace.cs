using System.Net;
using Akka.Actor;
using GreyActors.Core.Relaying;

namespace GreyActors.Delivery;

/// <summary>A client's place in a <see cref="RelayBudget"/>: one connection to a backend, or the wait for one.</summary>
/// <param name="budget">The budget that it belongs to.</param>
/// <param name="client">The client's address.</param>
/// <param name="owner">Receives <see cref="RelayPlaceFree"/> when the wait is over, and <see cref="RelayPlaceWanted"/> when others need the place.</param>
public sealed class RelayPlace(RelayBudget budget, IPAddress client, IActorRef owner)
{
    /// <summary>Its state; a wait may end at any moment.</summary>
    public PlaceState State => Entry.State;

    internal IPAddress Client => client;

    internal IActorRef Owner => owner;

    internal Place<RelayPlace> Entry { get; set; } = null!;

    /// <summary>Returns the place, or ends the wait. A second call has no effect.</summary>
    public void GiveBack() => budget.Apply(places => places.GiveBack(Entry));

    /// <summary>Marks the client as too slow: the place is revoked as soon as others wait.</summary>
    public void MakeRevocable(bool inMailData) => budget.Apply(places => places.MakeRevocable(Entry, inMailData));

    /// <summary>Marks the client as making progress again.</summary>
    public void MakeIrrevocable() => budget.Apply(places => places.MakeIrrevocable(Entry));
}

/// <summary>The wait is over: the connection may be opened.</summary>
public sealed record RelayPlaceFree(RelayPlace Place);

/// <summary>Others wait: the client of this place makes no progress and loses it. Void unless the place is <see cref="PlaceState.Revoked"/>.</summary>
public sealed record RelayPlaceWanted(RelayPlace Place);
