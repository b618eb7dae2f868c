using GreyActors.Core.Capacity;

namespace GreyActors.Net;

/// <summary>The resources that all listeners share: descriptors for their clients, and memory.</summary>
public sealed class ConnectionShares : IDisposable
{
    private readonly DescriptorReserve _reserve;
    private readonly Func<bool> _isMemoryScarce;

    /// <summary>Unused shares.</summary>
    /// <param name="shares">The division of the descriptors.</param>
    /// <param name="isMemoryScarce">Whether there is too little memory for another client; called for each connection.</param>
    public ConnectionShares(DescriptorShares shares, Func<bool> isMemoryScarce)
    {
        Accepted = new DescriptorShare(shares.Accepted);
        Served = new DescriptorShare(shares.Clients);
        Refused = new DescriptorShare(shares.Refused);
        _reserve = DescriptorReserve.OfProcess(shares.Reserve / 2);
        _isMemoryScarce = isMemoryScarce;
    }

    /// <summary>All client sockets, from accept to close.</summary>
    public DescriptorShare Accepted { get; }

    /// <summary>The clients that are served.</summary>
    public DescriptorShare Served { get; }

    /// <summary>The clients that are getting 421.</summary>
    public DescriptorShare Refused { get; }

    /// <summary>Whether there is too little memory for another client, or for large buffers of the connected ones.</summary>
    public bool IsMemoryScarce() => _isMemoryScarce();

    /// <summary>Applies another division. Connected clients stay.</summary>
    public void Change(DescriptorShares shares)
    {
        Accepted.Max = shares.Accepted;
        Served.Max = shares.Clients;
        Refused.Max = shares.Refused;
    }

    /// <summary>Takes a place in <see cref="Accepted"/> for a connection; returns the resource that is scarce, or null.</summary>
    /// <param name="now">Milliseconds of a monotonic clock.</param>
    public Shortage? Accept(long now)
    {
        if (_isMemoryScarce())
            return Shortage.Memory;
        return _reserve.IsHeld(now) && Accepted.TryTake() ? null : Shortage.Descriptors;
    }

    /// <summary>Releases the reserve because the operating system refused a descriptor. True if there was a reserve, so that there are free descriptors now.</summary>
    /// <param name="now">Milliseconds of a monotonic clock.</param>
    public bool GiveUpReserve(long now) => _reserve.GiveUp(now);

    /// <inheritdoc/>
    public void Dispose() => _reserve.Dispose();
}
