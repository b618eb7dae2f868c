using System.Collections.Immutable;

namespace GreyActors.Core.Relaying;

/// <summary>Assigns a limited number of places to clients, fairly among their networks, and decides which place is revoked if others wait.</summary>
/// <remarks>
/// Waiting networks are served in turn, and the clients of one network in the order of their requests. A network below its share comes before all
/// others. Beyond its share a network gets places only while more than the reserve is free, so that a single busy network can use most places, and a
/// client of another network still gets one. Each step takes O(log n) for n networks.
/// <para>
/// The caller must bound the number of waiting clients: each session waits for at most one place.
/// </para>
/// </remarks>
/// <typeparam name="TOwner">The type of the object that asks for places.</typeparam>
public sealed class PlaceAllocator<TOwner>(PlaceShares shares)
{
    private static readonly Comparer<PlaceNetwork<TOwner>> MostPlaces = Comparer<PlaceNetwork<TOwner>>.Create(
        (one, other) => (other.Held, one.Number).CompareTo((one.Held, other.Number)));

    private readonly Dictionary<PlaceHolder, PlaceNetwork<TOwner>> _networks = [];

    // Waiting networks: those below their share, and those with their full share.
    private readonly LinkedList<PlaceNetwork<TOwner>> _below = new();
    private readonly LinkedList<PlaceNetwork<TOwner>> _above = new();

    // Networks with revocable places, those with the most places first.
    private readonly SortedSet<PlaceNetwork<TOwner>> _idle = new(MostPlaces);
    private readonly SortedSet<PlaceNetwork<TOwner>> _slow = new(MostPlaces);

    private readonly HashSet<Place<TOwner>> _places = [];
    private PlaceShares _shares = shares;
    private long _numbers;
    private int _entitled;
    private int _revoked;

    /// <summary>The number of places in use.</summary>
    public int Held { get; private set; }

    /// <summary>The number of waiting clients.</summary>
    public int Waiting { get; private set; }

    /// <summary>The number of networks that have places or wait for one.</summary>
    public int Networks => _networks.Count;

    // Negative after the limit was lowered.
    private int Free => _shares.Max - Held;

    /// <summary>Takes a place at once, or waits for one if <paramref name="mayWait"/>; null: neither.</summary>
    public Place<TOwner>? Claim(PlaceHolder holder, TOwner owner, bool mayWait, out ImmutableArray<PlaceNotice<TOwner>> notices)
    {
        notices = [];
        var network = _networks.GetValueOrDefault(holder) ?? new PlaceNetwork<TOwner>(holder, ++_numbers);
        var isAtOnce = network.Waiting.Count == 0 && MayTake(network);
        if (!isAtOnce && !mayWait)
            return null;

        var place = new Place<TOwner>(owner, network, ++_numbers);
        _places.Add(place);
        _networks[holder] = network;
        Withdraw(network);
        if (isAtOnce)
            Take(place);
        else
            Wait(place);
        Enter(network);
        notices = Settle();
        return place;
    }

    /// <summary>The owner returns its place, or stops waiting. A second call does nothing.</summary>
    public ImmutableArray<PlaceNotice<TOwner>> GiveBack(Place<TOwner> place)
    {
        if (!_places.Remove(place))
            return [];
        var network = place.Network;
        Withdraw(network);
        if (place.State == PlaceState.Awaited)
        {
            network.Waiting.Remove(place.Node);
            Waiting--;
        }
        else
        {
            Use(place);
            network.Held--;
            Held--;
        }

        place.State = PlaceState.GivenBack;
        Enter(network);
        return Settle();
    }

    /// <summary>The owner makes too little progress. With <paramref name="inMailData"/> its place is revoked after all others, because work would be lost.</summary>
    public ImmutableArray<PlaceNotice<TOwner>> MakeRevocable(Place<TOwner> place, bool inMailData)
    {
        if (place.State != PlaceState.Taken)
            return [];
        Withdraw(place.Network);
        place.State = PlaceState.Revocable;
        (inMailData ? place.Network.Slow : place.Network.Idle).AddLast(place.Node);
        Enter(place.Network);
        return Settle();
    }

    /// <summary>The owner makes progress again: its place is not revoked, not even if that was requested.</summary>
    public ImmutableArray<PlaceNotice<TOwner>> MakeIrrevocable(Place<TOwner> place)
    {
        if (place.State is not (PlaceState.Revocable or PlaceState.Revoked))
            return [];
        Withdraw(place.Network);
        Use(place);
        Enter(place.Network);
        return Settle();
    }

    /// <summary>Applies other limits and other networks. Each client keeps its place, and waiting clients keep their order.</summary>
    public ImmutableArray<PlaceNotice<TOwner>> Change(PlaceShares shares, Func<TOwner, PlaceHolder> holderOf)
    {
        _shares = shares;
        _networks.Clear();
        _below.Clear();
        _above.Clear();
        _idle.Clear();
        _slow.Clear();
        _entitled = 0;
        foreach (var place in _places.OrderBy(place => place.Number))
            Move(place, holderOf(place.Owner));
        return Settle();
    }

    private void Move(Place<TOwner> place, PlaceHolder holder)
    {
        var before = place.Network;
        if (!_networks.TryGetValue(holder, out var network))
            _networks.Add(holder, network = new PlaceNetwork<TOwner>(holder, ++_numbers));
        Withdraw(network);
        place.Network = network;
        if (place.Node.List is { } list)
        {
            var next = list == before.Waiting ? network.Waiting : list == before.Idle ? network.Idle : network.Slow;
            list.Remove(place.Node);
            next.AddLast(place.Node);
        }

        if (place.State != PlaceState.Awaited)
            network.Held++;
        Enter(network);
    }

    // Assigns free places to waiting clients, and revokes as many as are still needed.
    private ImmutableArray<PlaceNotice<TOwner>> Settle()
    {
        if (Waiting == 0)
            return [];
        var notices = ImmutableArray.CreateBuilder<PlaceNotice<TOwner>>();
        while (NextServed() is { } network)
        {
            var place = network.Waiting.First!.Value;
            Withdraw(network);
            // The network moves to the end of its ring.
            network.Turn.List!.Remove(network.Turn);
            network.Waiting.Remove(place.Node);
            Waiting--;
            Take(place);
            Enter(network);
            notices.Add(new PlaceNotice<TOwner>(place, PlaceState.Taken));
        }

        while (_idle.Count > 0 && IsNeeded(_entitled + (Waiting > _entitled ? Waiting - _entitled + _shares.Reserve : 0)))
            notices.Add(Revoke(_idle.Min!.Idle));
        while (_slow.Count > 0 && IsNeeded(_entitled))
            notices.Add(Revoke(_slow.Min!.Slow));
        return notices.DrainToImmutable();
    }

    private bool IsNeeded(int places) => places > Free + _revoked;

    private PlaceNetwork<TOwner>? NextServed()
    {
        var next = (_below.First ?? _above.First)?.Value;
        return next is not null && MayTake(next) ? next : null;
    }

    private bool MayTake(PlaceNetwork<TOwner> network) =>
        Free > (network.Holder.IsExempt || network.Held < _shares.Share ? 0 : _shares.Reserve);

    private PlaceNotice<TOwner> Revoke(LinkedList<Place<TOwner>> places)
    {
        var place = places.First!.Value;
        Withdraw(place.Network);
        places.RemoveFirst();
        place.State = PlaceState.Revoked;
        _revoked++;
        Enter(place.Network);
        return new PlaceNotice<TOwner>(place, PlaceState.Revoked);
    }

    private void Take(Place<TOwner> place)
    {
        place.State = PlaceState.Taken;
        place.Network.Held++;
        Held++;
    }

    private void Wait(Place<TOwner> place)
    {
        place.State = PlaceState.Awaited;
        place.Network.Waiting.AddLast(place.Node);
        Waiting++;
    }

    private void Use(Place<TOwner> place)
    {
        if (place.State == PlaceState.Revoked)
            _revoked--;
        place.Node.List?.Remove(place.Node);
        place.State = PlaceState.Taken;
    }

    // A network may be changed only between Withdraw and Enter, because sums and sorted sets depend on its numbers.
    private void Withdraw(PlaceNetwork<TOwner> network)
    {
        _entitled -= network.EntitledUnder(_shares);
        _idle.Remove(network);
        _slow.Remove(network);
    }

    private void Enter(PlaceNetwork<TOwner> network)
    {
        var entitled = network.EntitledUnder(_shares);
        _entitled += entitled;
        if (network.Idle.Count > 0)
            _idle.Add(network);
        if (network.Slow.Count > 0)
            _slow.Add(network);
        var ring = network.Waiting.Count == 0 ? null : entitled > 0 ? _below : _above;
        if (network.Turn.List != ring)
        {
            network.Turn.List?.Remove(network.Turn);
            ring?.AddLast(network.Turn);
        }

        if (network.IsEmpty)
            _networks.Remove(network.Holder);
    }
}
