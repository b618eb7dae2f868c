namespace GreyActors.Core.Capacity;

/// <summary>The file descriptors that the configuration asks for.</summary>
/// <param name="Listeners">The number of addresses in <c>listen</c>.</param>
/// <param name="Clients">The maximum number of clients of all listeners (<c>limits.max-connections</c>).</param>
/// <param name="Servers">The number of backends.</param>
/// <param name="RelaysPerServer">The maximum number of relays to each backend (<c>relay.max-connections</c>).</param>
/// <param name="Http">The maximum number of connections to the introspection endpoint.</param>
public sealed record DescriptorDemand(int Listeners, int Clients, int Servers, int RelaysPerServer, int Http)
{
    /// <summary>The maximum number of DNS queries in flight; 0 if no client is looked up (<c>reputation.dns</c>).</summary>
    public int Queries { get; init; }

    /// <summary>The maximum number of sessions that verify recipients (<c>relay.verify-recipients</c>).</summary>
    public int Verifications { get; init; }
}
