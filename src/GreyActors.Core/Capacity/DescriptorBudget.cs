namespace GreyActors.Core.Capacity;

/// <summary>Divides the file descriptors of the process among its parts.</summary>
/// <remarks>
/// The limit applies to the whole process, so the division must cover everything that opens a file or a socket. First every part gets its minimum.
/// Of the rest, the small parts get a fraction up to their maximum, relays get a quarter, and clients the remainder.
/// </remarks>
public static class DescriptorBudget
{
    /// <summary>The limit if the operating system has none or does not report it: far above every demand.</summary>
    public const int Unlimited = int.MaxValue;

    // Measured on Linux with every feature in use: 292, of which 256 are two for each assembly, which the runtime keeps open.
    private const int OwnFixed = 300;

    // A name lookup opens the resolver's files and one or two sockets; a probe is one connection.
    private const int LookUpsPerServer = 4;

    private static readonly Share Reserve = new(Min: 16, Max: 64, Fraction: 16);
    private static readonly Share Http = new(Min: 8, Max: 100, Fraction: 32);
    private static readonly Share Refused = new(Min: 8, Max: 200, Fraction: 8);
    // A query has a socket, and every fourth one may have a connection besides.
    private const int MinQueries = 2;
    private const int MinQuerySockets = 3;
    private const int QueryFraction = 16;

    private static readonly Share ArrivingPerListener = new(Min: 4, Max: 64, Fraction: 16);

    private const int MinClients = 16;

    /// <summary>The connections that the introspection endpoint gets with this limit. They cannot be changed later.</summary>
    public static int HttpConnections(int limit) => Math.Clamp(limit / Http.Fraction, Http.Min, Http.Max);

    /// <summary>Divides a number of descriptors.</summary>
    /// <param name="limit">The maximum number of descriptors of the process; <see cref="Unlimited"/> for no limit.</param>
    /// <param name="demand">The configured demand of the parts.</param>
    public static DescriptorDivision Divide(int limit, DescriptorDemand demand)
    {
        var own = OwnFixed + demand.Listeners + demand.Verifications;
        var lookUps = (long)LookUpsPerServer * demand.Servers;
        var minClients = Math.Min(MinClients, demand.Clients);
        var minArriving = ArrivingPerListener.Min * demand.Listeners;
        var querySockets = demand.Queries == 0 ? 0 : MinQuerySockets;
        var needed = own + Reserve.Min + lookUps + querySockets + demand.Http + minArriving + Refused.Min + minClients + demand.Servers;
        if (limit < needed)
            return new DescriptorDivision.TooFew(limit, (int)Math.Min(SmallestLimit(needed, demand.Http), int.MaxValue));

        var rest = (int)(limit - needed);
        var reserve = Reserve.Of(rest);
        var refused = Refused.Of(rest);
        var arriving = Math.Clamp(
            minArriving + (rest / ArrivingPerListener.Fraction), minArriving, Math.Max(minArriving, ArrivingPerListener.Max * demand.Listeners));
        var queries = Math.Min(demand.Queries, MinQueries + (rest / QueryFraction / 5 * 4));
        rest -= reserve - Reserve.Min + (refused - Refused.Min) + (arriving - minArriving) + (queries + ((queries + 3) / 4) - querySockets);

        var moreRelays = ((long)demand.Servers * demand.RelaysPerServer) - demand.Servers;
        var clients = minClients + (int)Math.Min(demand.Clients - minClients, rest - Math.Min(moreRelays, rest / 4));
        var perServer = demand.Servers == 0 ? demand.RelaysPerServer : 1 + (int)(Math.Min(moreRelays, rest - (clients - minClients)) / demand.Servers);
        return new DescriptorDivision.Divided(new DescriptorShares(
            own, reserve, (int)lookUps, demand.Http, arriving, refused, clients, perServer, perServer * demand.Servers)
        {
            Queries = queries,
        });
    }

    // A higher limit gives HTTP more connections, and these need descriptors, too.
    private static long SmallestLimit(long needed, int http)
    {
        var smallest = needed;
        while (smallest < needed - http + HttpConnections((int)Math.Min(smallest, int.MaxValue)))
            smallest++;
        return smallest;
    }

    private readonly record struct Share(int Min, int Max, int Fraction)
    {
        public int Of(int rest) => Math.Min(Max, Min + (rest / Fraction));
    }
}
