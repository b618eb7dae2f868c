using GreyActors.Core.Capacity;

namespace GreyActors.Hosting;

/// <summary>Says whether the heap has room for another client, and for more of those that are there; safe for threads.</summary>
/// <remarks>
/// Without it, the runtime ends the process when the heap has reached its limit. Garbage counts as used until it is collected, so a collection
/// is asked for where memory is scarce: when few clients are served, the runtime itself would not begin one.
/// </remarks>
/// <param name="inUse">Octets of the heap that are in use.</param>
/// <param name="available">Octets that the heap may grow to.</param>
/// <param name="collect">Begins a collection and does not wait for it.</param>
/// <param name="now">Milliseconds on a clock that never goes back.</param>
internal sealed class MemoryGuard(Func<long> inUse, Func<long> available, Action collect, Func<long> now)
{
    // The number is old by so much. In this time a flood takes a few megabytes, because clients get large buffers only while memory suffices.
    private const long MillisecondsBetweenLooks = 1;
    private const long MillisecondsBetweenCollections = 2_000;

    private long _nextLook = long.MinValue;
    private long _nextCollection = long.MinValue;
    private volatile bool _isScarce;

    /// <summary>The guard of this process's heap.</summary>
    public static MemoryGuard OfProcess() => new(
        () => GC.GetTotalMemory(forceFullCollection: false), ProcessLimits.Memory, CollectOnPool, () => Environment.TickCount64);

    /// <summary>True when there is too little memory.</summary>
    public bool IsScarce()
    {
        var at = now();
        if (at < Interlocked.Read(ref _nextLook))
            return _isScarce;
        Interlocked.Exchange(ref _nextLook, at + MillisecondsBetweenLooks);
        _isScarce = MemoryBudget.IsScarce(inUse(), available());
        if (_isScarce)
            AskForCollection(at);
        return _isScarce;
    }

    private void AskForCollection(long at)
    {
        var due = Interlocked.Read(ref _nextCollection);
        if (at >= due && Interlocked.CompareExchange(ref _nextCollection, at + MillisecondsBetweenCollections, due) == due)
            collect();
    }

    private static void CollectOnPool() => ThreadPool.UnsafeQueueUserWorkItem(
        static _ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true), null);
}
