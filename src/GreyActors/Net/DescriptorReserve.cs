using System.Net.Sockets;

namespace GreyActors.Net;

/// <summary>Descriptors that the process holds unused, and gives up when the operating system has no more for it.</summary>
/// <remarks>
/// The division of the descriptors keeps the process within its limit. Where it fails (the limit is lowered while the program runs, the table of
/// the whole machine is full), the runtime would end the process when it cannot open a file. The reserve is given up then, for the runtime,
/// and no client is served until all of it could be taken again.
/// </remarks>
/// <param name="size">The number of descriptors.</param>
/// <param name="open">Opens one; throws <see cref="SocketException"/> where there is none.</param>
internal sealed class DescriptorReserve(int size, Func<IDisposable> open) : IDisposable
{
    // Each attempt needs the last descriptors for a moment.
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

    /// <summary>Gives all of it up; false when there was nothing to give up.</summary>
    /// <param name="now">Milliseconds on a clock that never goes back.</param>
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

    /// <summary>True when the reserve is held. Tries to take it again, once a second at most.</summary>
    /// <param name="now">Milliseconds on a clock that never goes back.</param>
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
