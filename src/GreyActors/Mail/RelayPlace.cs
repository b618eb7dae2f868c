using System.Net;
using Akka.Actor;

namespace GreyActors.Mail;

/// <summary>A client's place in a <see cref="RelayBudget"/>: one connection to a real mail server, or the wait for one.</summary>
/// <param name="budget">Where it was asked for.</param>
/// <param name="client">The client's address.</param>
/// <param name="waiter">Is told <see cref="RelayPlaceFree"/> when a place it waits for becomes a connection.</param>
/// <param name="state">What it is now; changed by the budget only.</param>
public sealed class RelayPlace(RelayBudget budget, IPAddress client, IActorRef waiter, RelayPlaceState state)
{
    private volatile RelayPlaceState _state = state;

    /// <summary>What it is now; a wait may end at any moment.</summary>
    public RelayPlaceState State
    {
        get => _state;
        internal set => _state = value;
    }

    internal IPAddress Client => client;

    internal IActorRef Waiter => waiter;

    /// <summary>The connection has ended, or is not wanted any more, or not waited for; the second time nothing happens.</summary>
    public void GiveBack() => budget.TakeBack(this);
}

/// <summary>What a place is.</summary>
public enum RelayPlaceState
{
    /// <summary>It is waited for.</summary>
    Awaited,

    /// <summary>The connection may be opened, or is.</summary>
    Taken,

    /// <summary>Nothing any more.</summary>
    GivenBack,
}

/// <summary>The wait is over: the connection may be opened.</summary>
public sealed record RelayPlaceFree(RelayPlace Place);
