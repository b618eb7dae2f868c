using GreyActors.Core.Capacity;

namespace GreyActors.Hosting;

/// <summary>Determines whether the heap has room for another client, or for more data of the connected ones. Thread-safe.</summary>
/// <remarks>
/// Without it, the runtime ends the process when the heap reaches its limit. Garbage counts as used until it is collected, so this class starts a
/// collection when memory is scarce: with few clients, the runtime itself would not start one.
/// </remarks>
/// <param name="inUse">Bytes of the heap that are in use.</param>
/// <param name="available">The maximum size of the heap in bytes.</param>
/// <param name="collect">Starts a collection without waiting for it.</param>
/// <param name="now">Milliseconds of a monotonic clock.</param>
internal sealed class MemoryGuard(Func<long> inUse, Func<long> available, Action collect, Func<long> now)
{
    // The result may be this old. In this time a flood uses a few megabytes, because clients get large buffers only while memory suffices.
    private const long MillisecondsBetweenChecks = 1;
    private const long MillisecondsBetweenCollections = 2_000;

    private long _nextCheck = long.MinValue;
    private long _nextCollection = long.MinValue;
    private volatile bool _isScarce;

    /// <summary>The guard of this process's heap.</summary>
    public static MemoryGuard OfProcess() => new(
        () => GC.GetTotalMemory(forceFullCollection: false), ProcessLimits.Memory, CollectOnPool, () => Environment.TickCount64);

    /// <summary>Whether there is too little memory.</summary>
    public bool IsScarce()
    {
        var at = now();
        if (at < Interlocked.Read(ref _nextCheck))
            return _isScarce;
        Interlocked.Exchange(ref _nextCheck, at + MillisecondsBetweenChecks);
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
