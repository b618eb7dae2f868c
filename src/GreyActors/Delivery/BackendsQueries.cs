namespace GreyActors.Delivery;

/// <summary>Asks how the backends are; answered with a <see cref="BackendsView"/>.</summary>
public sealed record GetBackends
{
    /// <summary>The one instance.</summary>
    public static readonly GetBackends Instance = new();
}

/// <summary>Asks for the queue at the backend that gets the mail of a domain; answered with a <see cref="RelayUse"/>.</summary>
public sealed record GetRelayUse(string Domain);
