using System.Net.Sockets;

namespace GreyActors.Net;

/// <summary>Unused descriptors that the process holds, and releases when the operating system refuses to give it more.</summary>
/// <remarks>
/// The division of the descriptors keeps the process within its limit. If that is not enough (the limit is lowered while the program runs, or the
/// whole machine has run out), the runtime would end the process when it cannot open a file. The reserve is then released for the runtime, and no
/// client is served until all of it has been taken again.
/// </remarks>
/// <param name="size">The number of descriptors.</param>
/// <param name="open">Opens a descriptor; throws <see cref="SocketException"/> if there is none.</param>
internal sealed class DescriptorReserve(int size, Func<IDisposable> open) : IDisposable
{
    // Each attempt briefly uses the last descriptors.
    private const long MillisecondsBetweenAttempts = 1000;

    private readonly Lock _gate = new();
    private readonly Stack<IDisposable> _held = new(size);
    private long _lastAttempt;
    private bool _isDisposed;

    /// <summary>A reserve of the process.</summary>
    public static DescriptorReserve OfProcess(int size)
    {
        var reserve = new DescriptorReserve(size, () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
        reserve.Fill();
        return reserve;
    }

    /// <summary>Releases the whole reserve; false if it was already released.</summary>
    /// <param name="now">Milliseconds of a monotonic clock.</param>
    public bool GiveUp(long now)
    {
        lock (_gate)
        {
            var wasHeld = _held.Count > 0;
            _lastAttempt = now;
            Release();
            return wasHeld;
        }
    }

    /// <summary>Whether the reserve is held. Tries to take it again, at most once per second.</summary>
    /// <param name="now">Milliseconds of a monotonic clock.</param>
    public bool IsHeld(long now)
    {
        lock (_gate)
        {
            if (_held.Count == size || _isDisposed)
                return true;
            if (now - _lastAttempt < MillisecondsBetweenAttempts)
                return false;
            _lastAttempt = now;
            return Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Release();
        }
    }

    private bool Fill()
    {
        try
        {
            while (_held.Count < size)
                _held.Push(open());
            return true;
        }
        catch (SocketException)
        {
            Release();
            return false;
        }
    }

    private void Release()
    {
        while (_held.TryPop(out var held))
            held.Dispose();
    }
}
