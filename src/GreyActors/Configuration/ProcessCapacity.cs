using GreyActors.Core.Capacity;

namespace GreyActors.Configuration;

/// <summary>What the operating system and the runtime allow the process, and what follows for the configuration.</summary>
/// <param name="OpenFiles">File descriptors that the process may have.</param>
/// <param name="MemoryBytes">Octets that the heap may grow to.</param>
/// <param name="Memory">The limits that follow from the memory.</param>
/// <param name="Descriptors">The division of the descriptors.</param>
public sealed record ProcessCapacity(int OpenFiles, long MemoryBytes, MemoryBudget Memory, DescriptorShares Descriptors)
{
    /// <summary>The capacity for a configuration.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="openFiles">File descriptors that the process may have.</param>
    /// <param name="memoryBytes">Octets that the heap may grow to.</param>
    /// <param name="http">Connections of the introspection endpoint.</param>
    /// <exception cref="CapacityException">There are too few descriptors.</exception>
    public static ProcessCapacity Of(GreyActorsSettings settings, int openFiles, long memoryBytes, int http)
    {
        var memory = MemoryBudget.Within(memoryBytes, settings.Limits.MaxConnections, settings.Greylisting.MaxTriplets);
        var servers = settings.Relay.Routes.SelectMany(route => route.To).Concat(settings.Relay.To).Distinct().Count();
        var demand = new DescriptorDemand(settings.Listen.Length, memory.Clients, servers, settings.Relay.MaxConnections, http);
        return DescriptorBudget.Divide(openFiles, demand) switch
        {
            DescriptorDivision.Divided divided => new ProcessCapacity(openFiles, memoryBytes, memory, divided.Shares),
            DescriptorDivision.TooFew few => throw new CapacityException(
                $"the process may have {few.Limit} file descriptors, and needs {few.Needed} with this configuration: raise the limit (LimitNOFILE, ulimit -n)"),
            var other => throw new InvalidOperationException($"{other} is no division"),
        };
    }

    /// <summary>The configuration with the limits that the process can keep.</summary>
    public GreyActorsSettings Apply(GreyActorsSettings settings) => settings with
    {
        Limits = settings.Limits with { MaxConnections = Descriptors.Clients, MaxConnectionsPerClient = PerNetwork(settings.Limits) },
        Relay = settings.Relay with { MaxConnections = Descriptors.RelaysPerServer },
        Greylisting = settings.Greylisting with { MaxTriplets = Memory.Triplets },
    };

    // The configured limit fits the configured number of clients. With fewer clients, one network could hold all places; zero is no limit on purpose.
    private int PerNetwork(LimitsSettings limits) =>
        limits.MaxConnectionsPerClient == 0 || Descriptors.Clients == limits.MaxConnections
            ? limits.MaxConnectionsPerClient
            : Math.Min(limits.MaxConnectionsPerClient, Math.Max(1, Descriptors.Clients / 2));
}
