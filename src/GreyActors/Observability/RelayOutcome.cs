namespace GreyActors.Observability;

/// <summary>What came of asking a backend, as it is counted.</summary>
public enum RelayOutcome
{
    /// <summary>It took a mail.</summary>
    Accepted,

    /// <summary>It refused a mail for good.</summary>
    Rejected,

    /// <summary>It refused a mail for now.</summary>
    Failed,

    /// <summary>It refused a recipient for good.</summary>
    RecipientRejected,

    /// <summary>It refused a recipient for now, or was lost over it.</summary>
    RecipientFailed,

    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>It did not answer in time.</summary>
    Silent,

    /// <summary>relay.max-connections was reached.</summary>
    TooMany,
}
