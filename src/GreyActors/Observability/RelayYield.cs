namespace GreyActors.Observability;

/// <summary>The reason for which a client lost its relay, as it is counted.</summary>
public enum RelayYield
{
    /// <summary>It did not reach DATA within relay.yield-idle-after, and others waited.</summary>
    Idle,

    /// <summary>Its mail data was not complete within relay.yield-data-after, and others waited.</summary>
    SlowData,

    /// <summary>It did not reach DATA within relay.command-timeout.</summary>
    Timeout,
}
