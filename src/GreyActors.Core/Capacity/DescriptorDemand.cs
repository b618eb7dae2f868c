namespace GreyActors.Core.Capacity;

/// <summary>What the configuration asks of the file descriptors of the process.</summary>
/// <param name="Listeners">Addresses on which clients connect.</param>
/// <param name="Clients">Clients at the same time, on all listeners together (<c>limits.max-connections</c>).</param>
/// <param name="Servers">Destination mail servers.</param>
/// <param name="RelaysPerServer">Relays at the same time to each of them (<c>relay.max-connections</c>).</param>
/// <param name="Http">Connections of the introspection endpoint at the same time.</param>
public sealed record DescriptorDemand(int Listeners, int Clients, int Servers, int RelaysPerServer, int Http);
