using GreyActors.Core.Capacity;

namespace GreyActors.Net;

/// <summary>What all listeners of the process share: descriptors for their clients, and the memory.</summary>
public sealed class ConnectionShares : IDisposable
{
    private readonly DescriptorReserve _reserve;
    private readonly Func<bool> _isMemoryScarce;

    /// <summary>Shares of which nothing is taken.</summary>
    /// <param name="shares">The division of the descriptors.</param>
    /// <param name="isMemoryScarce">Says whether there is memory for one more client; asked at each connection.</param>
    public ConnectionShares(DescriptorShares shares, Func<bool> isMemoryScarce)
    {
        Accepted = new DescriptorShare(shares.Accepted);
        Served = new DescriptorShare(shares.Clients);
        Refused = new DescriptorShare(shares.Refused);
        _reserve = DescriptorReserve.OfProcess(shares.Reserve / 2);
        _isMemoryScarce = isMemoryScarce;
    }

    /// <summary>Every socket of a client, from the moment it is accepted until it is closed.</summary>
    public DescriptorShare Accepted { get; }

    /// <summary>Clients that are served.</summary>
    public DescriptorShare Served { get; }

    /// <summary>Clients that are being answered 421.</summary>
    public DescriptorShare Refused { get; }

    /// <summary>True when there is too little memory for another client, and for more than the least of those that are there.</summary>
    public bool IsMemoryScarce() => _isMemoryScarce();

    /// <summary>Applies another division. Clients that are connected stay.</summary>
    public void Change(DescriptorShares shares)
    {
        Accepted.Max = shares.Accepted;
        Served.Max = shares.Clients;
        Refused.Max = shares.Refused;
    }

    /// <summary>Takes a place in <see cref="Accepted"/> for a connection; returns what there is too little of, or null.</summary>
    /// <param name="now">Milliseconds on a clock that never goes back.</param>
    public Shortage? Accept(long now)
    {
        if (_isMemoryScarce())
            return Shortage.Memory;
        return _reserve.IsHeld(now) && Accepted.TryTake() ? null : Shortage.Descriptors;
    }

    /// <summary>The operating system refused a descriptor. True when the reserve was held: there are some now.</summary>
    /// <param name="now">Milliseconds on a clock that never goes back.</param>
    public bool GiveUpReserve(long now) => _reserve.GiveUp(now);

    /// <inheritdoc/>
    public void Dispose() => _reserve.Dispose();
}
