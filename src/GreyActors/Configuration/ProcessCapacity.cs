using GreyActors.Core.Capacity;

namespace GreyActors.Configuration;

/// <summary>The limits of the operating system and the runtime for the process, and the settings that they allow.</summary>
/// <param name="OpenFiles">The largest number of file descriptors.</param>
/// <param name="MemoryBytes">The largest size of the heap in bytes.</param>
/// <param name="Memory">The limits that follow from the memory.</param>
/// <param name="Descriptors">The division of the descriptors.</param>
public sealed record ProcessCapacity(int OpenFiles, long MemoryBytes, MemoryBudget Memory, DescriptorShares Descriptors)
{
    /// <summary>The maximum number of sessions with one backend that verify recipients: few, because mail needs its processes more.</summary>
    public const int MostVerificationSessions = 4;

    // Measured: at 256 the socket buffer of the resolver overflows, and repeated queries reduce the rate to a third.
    private const int MaxQueries = 64;

    /// <summary>The capacity for a configuration.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="openFiles">The largest number of file descriptors.</param>
    /// <param name="memoryBytes">The largest size of the heap in bytes.</param>
    /// <param name="http">The number of connections to the introspection endpoint.</param>
    /// <exception cref="CapacityException">There are too few descriptors.</exception>
    public static ProcessCapacity Of(GreyActorsSettings settings, int openFiles, long memoryBytes, int http)
    {
        var memory = MemoryBudget.Within(memoryBytes, settings.Limits.MaxConnections, settings.Greylisting.MaxTriplets);
        var servers = settings.Relay.Routes.SelectMany(route => route.To).Concat(settings.Relay.To).Distinct().Count();
        var demand = new DescriptorDemand(settings.Listen.Length, memory.Clients, servers, settings.Relay.MaxConnections, http)
        {
            Queries = settings.Reputation.Dns ? MaxQueries : 0,
            Verifications = settings.Relay.VerifyRecipients == VerifyRecipients.Off ? 0 : MostVerificationSessions * servers,
        };
        return DescriptorBudget.Divide(openFiles, demand) switch
        {
            DescriptorDivision.Divided divided => new ProcessCapacity(openFiles, memoryBytes, memory, divided.Shares),
            DescriptorDivision.TooFew few => throw new CapacityException(
                $"the process may open {few.Limit} file descriptors, but this configuration needs {few.Needed}: raise the limit (LimitNOFILE, ulimit -n)"),
            var other => throw new InvalidOperationException($"{other} is not a division"),
        };
    }

    /// <summary>The settings, lowered to the limits of the process.</summary>
    public GreyActorsSettings Apply(GreyActorsSettings settings) => settings with
    {
        Limits = settings.Limits with { MaxConnections = Descriptors.Clients, MaxConnectionsPerClient = PerNetwork(settings.Limits) },
        Relay = settings.Relay with { MaxConnections = Descriptors.RelaysPerServer },
        Greylisting = settings.Greylisting with { MaxTriplets = Memory.Triplets },
        KnownClients = settings.KnownClients with { MaxPairs = MemoryBudget.Pairs(MemoryBytes, settings.KnownClients.MaxPairs) },
        Reputation = settings.Reputation with { CacheSize = MemoryBudget.Answers(MemoryBytes, settings.Reputation.CacheSize) },
    };

    // The configured limit fits the configured number of clients. With fewer clients, one network could use all places. Zero means no limit, which is intended.
    private int PerNetwork(LimitsSettings limits) =>
        limits.MaxConnectionsPerClient == 0 || Descriptors.Clients == limits.MaxConnections
            ? limits.MaxConnectionsPerClient
            : Math.Min(limits.MaxConnectionsPerClient, Math.Max(1, Descriptors.Clients / 2));
}
