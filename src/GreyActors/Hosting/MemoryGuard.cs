using GreyActors.Core.Capacity;

namespace GreyActors.Hosting;

/// <summary>Says whether the heap has room for another client; safe for threads.</summary>
/// <remarks>
/// Without it, the runtime ends the process when the heap has reached its limit. Garbage counts as used until it is collected, so a collection
/// is asked for where memory is scarce: when few clients are served, the runtime itself would not begin one.
/// </remarks>
internal sealed class MemoryGuard
{
    // The number is old by so much. In this time a flood takes a few megabytes.
    private const long MillisecondsBetweenLooks = 10;
    private const long MillisecondsBetweenCollections = 2_000;

    private long _nextLook = long.MinValue;
    private long _nextCollection = long.MinValue;
    private volatile bool _isScarce;

    /// <summary>True when there is too little memory.</summary>
    public bool IsScarce()
    {
        var now = Environment.TickCount64;
        if (now < Interlocked.Read(ref _nextLook))
            return _isScarce;
        Interlocked.Exchange(ref _nextLook, now + MillisecondsBetweenLooks);
        _isScarce = MemoryBudget.IsScarce(GC.GetTotalMemory(forceFullCollection: false), ProcessLimits.Memory());
        if (_isScarce)
            AskForCollection(now);
        return _isScarce;
    }

    private void AskForCollection(long now)
    {
        var due = Interlocked.Read(ref _nextCollection);
        if (now < due || Interlocked.CompareExchange(ref _nextCollection, now + MillisecondsBetweenCollections, due) != due)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(static _ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true), null);
    }
}
