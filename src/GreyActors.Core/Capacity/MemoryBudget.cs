namespace GreyActors.Core.Capacity;

/// <summary>Limits that follow from the memory that the runtime may use for its heap.</summary>
/// <param name="Clients">The maximum number of connected clients.</param>
/// <param name="Triplets">The maximum number of triplets in the greylist.</param>
public sealed record MemoryBudget(int Clients, int Triplets)
{
    // The heap without clients and triplets.
    private const long Own = 24L << 20;

    // A session that transfers mail data at full speed: two frames of 32 KB that are read ahead, and the one in progress. An idle session takes 14 KB,
    // but every client decides when it stops being idle. Recipients and handshakes need more, so the heap is monitored as well: see IsScarce.
    private const long PerClient = 80 << 10;

    private const long PerTriplet = 200;
    private const int MinClients = 16;
    private const int MinTriplets = 10_000;

    // In each of two caches: DNS answers, and the results of look-ups.
    private const long PerAnswer = 2 * 512;
    private const int MinAnswers = 1000;

    private const long PerPair = 150;
    private const int MinPairs = 10_000;

    /// <summary>The configured limits, lowered to fit: half of the memory is for clients, half for the greylist.</summary>
    /// <param name="available">The maximum size of the heap in bytes.</param>
    /// <param name="clients">The configured number of clients.</param>
    /// <param name="triplets">The configured number of triplets.</param>
    public static MemoryBudget Within(long available, int clients, int triplets)
    {
        var half = Math.Max(0, available - Own) / 2;
        return new MemoryBudget(Limit(half / PerClient, MinClients, clients), Limit(half / PerTriplet, MinTriplets, triplets));
    }

    /// <summary>The configured number of DNS answers to keep, lowered to fit into an eighth of the memory: clients can fill the cache.</summary>
    /// <param name="available">The maximum size of the heap in bytes.</param>
    /// <param name="answers">The configured number of answers.</param>
    public static int Answers(long available, int answers) => Limit(Math.Max(0, available - Own) / 8 / PerAnswer, MinAnswers, answers);

    /// <summary>The configured number of known pairs, lowered to fit into an eighth of the memory: a flood of invented domains can fill it.</summary>
    /// <param name="available">The maximum size of the heap in bytes.</param>
    /// <param name="pairs">The configured number of pairs.</param>
    public static int Pairs(long available, int pairs) => Limit(Math.Max(0, available - Own) / 8 / PerPair, MinPairs, pairs);

    /// <summary>Whether there may be too little memory for another client.</summary>
    /// <param name="inUse">The bytes of the heap that are in use.</param>
    /// <param name="available">The maximum size of the heap in bytes.</param>
    /// <remarks>A quarter stays free for the open sessions, and for the garbage collector, which needs room to work.</remarks>
    public static bool IsScarce(long inUse, long available) => inUse > available - (available / 4);

    private static int Limit(long possible, int least, int configured) => (int)Math.Min(configured, Math.Max(least, possible));
}
