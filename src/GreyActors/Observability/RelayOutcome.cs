namespace GreyActors.Observability;

/// <summary>The outcomes at a backend that are counted.</summary>
public enum RelayOutcome
{
    /// <summary>The backend accepted a mail.</summary>
    Accepted,

    /// <summary>The backend refused a mail permanently.</summary>
    Rejected,

    /// <summary>The backend refused a mail temporarily.</summary>
    Failed,

    /// <summary>The backend refused a recipient permanently.</summary>
    RecipientRejected,

    /// <summary>The backend refused a recipient temporarily, or the connection was lost.</summary>
    RecipientFailed,

    /// <summary>The connection could not be established.</summary>
    Unreachable,

    /// <summary>The connection was lost.</summary>
    Lost,

    /// <summary>The backend did not answer in time.</summary>
    Silent,

    /// <summary>relay.max-connections was reached.</summary>
    TooMany,
}
