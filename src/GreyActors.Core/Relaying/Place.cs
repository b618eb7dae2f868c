namespace GreyActors.Core.Relaying;

/// <summary>A place, or the wait for one. Only <see cref="PlaceAllocator{TOwner}"/> changes it.</summary>
/// <typeparam name="TOwner">The type of the object that asks for places.</typeparam>
public sealed class Place<TOwner>
{
    internal Place(TOwner owner, PlaceNetwork<TOwner> network, long number)
    {
        Owner = owner;
        Network = network;
        Number = number;
        Node = new LinkedListNode<Place<TOwner>>(this);
    }

    /// <summary>The object that requested it.</summary>
    public TOwner Owner { get; }

    /// <summary>Its state.</summary>
    public PlaceState State { get; internal set; }

    internal PlaceNetwork<TOwner> Network { get; set; }

    /// <summary>The number of the place, in the order of the requests.</summary>
    internal long Number { get; }

    /// <summary>Its node in the list of its network that contains it: waiting, idle or slow.</summary>
    internal LinkedListNode<Place<TOwner>> Node { get; }
}
