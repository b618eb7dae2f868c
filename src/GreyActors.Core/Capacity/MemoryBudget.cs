namespace GreyActors.Core.Capacity;

/// <summary>Limits that follow from the memory that the runtime may use for its heap.</summary>
/// <param name="Clients">Clients at the same time.</param>
/// <param name="Triplets">Triplets of the greylist.</param>
public sealed record MemoryBudget(int Clients, int Triplets)
{
    // What the heap holds without clients and triplets.
    private const long Own = 24L << 20;

    // A session whose client sends as fast as it can: two frames of 32 KB that are read ahead, and what is worked on. An idle one takes
    // 14 KB, but every client chooses when it stops being idle. Recipients and handshakes come on top, so the heap is watched as well: see IsScarce.
    private const long PerClient = 80 << 10;

    private const long PerTriplet = 200;
    private const int MinClients = 16;
    private const int MinTriplets = 10_000;

    /// <summary>The configured limits, lowered to what fits: half of the memory is for clients, half for the greylist.</summary>
    /// <param name="available">Octets that the heap may grow to.</param>
    /// <param name="clients">The configured number of clients.</param>
    /// <param name="triplets">The configured number of triplets.</param>
    public static MemoryBudget Within(long available, int clients, int triplets)
    {
        var half = Math.Max(0, available - Own) / 2;
        return new MemoryBudget(Limit(half / PerClient, MinClients, clients), Limit(half / PerTriplet, MinTriplets, triplets));
    }

    /// <summary>True when a new client could be the one for which memory does not suffice.</summary>
    /// <param name="inUse">Octets of the heap that are in use.</param>
    /// <param name="available">Octets that the heap may grow to.</param>
    /// <remarks>A quarter stays free: for the sessions that are there, and for the collector, which needs room to work.</remarks>
    public static bool IsScarce(long inUse, long available) => inUse > available - (available / 4);

    private static int Limit(long possible, int least, int configured) => (int)Math.Min(configured, Math.Max(least, possible));
}
