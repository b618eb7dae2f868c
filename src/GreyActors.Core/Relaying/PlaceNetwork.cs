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

    /// <summary>Makes networks with equally many places comparable.</summary>
    public long Number { get; }

    /// <summary>Places that its clients have.</summary>
    public int Held { get; set; }

    /// <summary>Its clients that wait, in the order of their arrival.</summary>
    public LinkedList<Place<TOwner>> Waiting { get; } = new();

    /// <summary>Its places that are revocable before the mail data.</summary>
    public LinkedList<Place<TOwner>> Idle { get; } = new();

    /// <summary>Its places that are revocable within the mail data.</summary>
    public LinkedList<Place<TOwner>> Slow { get; } = new();

    /// <summary>Its node in the ring of networks that wait.</summary>
    public LinkedListNode<PlaceNetwork<TOwner>> Turn { get; }

    public bool IsEmpty => Held == 0 && Waiting.Count == 0;

    /// <summary>How many of its waiting clients may have a place before its share is reached.</summary>
    public int EntitledUnder(PlaceShares shares) => Holder.IsExempt ? Waiting.Count : Math.Clamp(shares.Share - Held, 0, Waiting.Count);
}
