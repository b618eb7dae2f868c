namespace GreyActors.Observability;

/// <summary>The end of a recipient's wait for a connection to a backend, as it is counted.</summary>
public enum RelayWaitOutcome
{
    /// <summary>The recipient has the connection.</summary>
    Granted,

    /// <summary>relay.max-wait was over.</summary>
    TooLong,

    /// <summary>The client has left.</summary>
    ClientGone,

    /// <summary>The session had to end: at a shutdown, by its own time limit or by the operator.</summary>
    SessionEnded,
}
