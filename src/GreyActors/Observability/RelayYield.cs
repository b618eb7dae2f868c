namespace GreyActors.Observability;

/// <summary>The counted reasons why a client lost its relay.</summary>
public enum RelayYield
{
    /// <summary>The client did not send DATA within relay.yield-idle-after, and others waited.</summary>
    Idle,

    /// <summary>Its mail data was not complete within relay.yield-data-after, and others waited.</summary>
    SlowData,

    /// <summary>The client did not send DATA within relay.command-timeout.</summary>
    Timeout,
}
