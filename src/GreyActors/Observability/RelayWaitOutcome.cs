namespace GreyActors.Observability;

/// <summary>The counted ends of a recipient's wait for a connection to a backend.</summary>
public enum RelayWaitOutcome
{
    /// <summary>The recipient got the connection.</summary>
    Granted,

    /// <summary>relay.max-wait expired.</summary>
    TooLong,

    /// <summary>The client disconnected.</summary>
    ClientGone,

    /// <summary>The session had to end: at a shutdown, by its own time limit or by the operator.</summary>
    SessionEnded,
}
