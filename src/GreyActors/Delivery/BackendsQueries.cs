namespace GreyActors.Delivery;

/// <summary>Asks for the state of the backends; the reply is a <see cref="BackendsView"/>.</summary>
public sealed record GetBackends
{
    /// <summary>The only instance.</summary>
    public static readonly GetBackends Instance = new();
}

/// <summary>Asks for the queue at the backend that gets the mail of a domain; the reply is a <see cref="RelayUse"/>.</summary>
public sealed record GetRelayUse(string Domain);
