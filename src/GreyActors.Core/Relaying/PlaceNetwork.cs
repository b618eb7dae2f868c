namespace GreyActors.Core.Relaying;

/// <summary>The places of one client network.</summary>
internal sealed class PlaceNetwork<TOwner>
{
    public PlaceNetwork(PlaceHolder holder, long number)
    {
        Holder = holder;
        Number = number;
        Turn = new LinkedListNode<PlaceNetwork<TOwner>>(this);
    }

    public PlaceHolder Holder { get; }

    /// <summary>Distinguishes networks with the same number of places.</summary>
    public long Number { get; }

    /// <summary>The number of places of its clients.</summary>
    public int Held { get; set; }

    /// <summary>Its waiting clients, in the order of their requests.</summary>
    public LinkedList<Place<TOwner>> Waiting { get; } = new();

    /// <summary>Its places that are revocable before the mail data.</summary>
    public LinkedList<Place<TOwner>> Idle { get; } = new();

    /// <summary>Its places that are revocable within the mail data.</summary>
    public LinkedList<Place<TOwner>> Slow { get; } = new();

    /// <summary>Its node in the ring of waiting networks.</summary>
    public LinkedListNode<PlaceNetwork<TOwner>> Turn { get; }

    public bool IsEmpty => Held == 0 && Waiting.Count == 0;

    /// <summary>The number of waiting clients that can get a place before its share is used up.</summary>
    public int EntitledUnder(PlaceShares shares) => Holder.IsExempt ? Waiting.Count : Math.Clamp(shares.Share - Held, 0, Waiting.Count);
}
