namespace GreyActors.Observability;

/// <summary>The requests to a backend whose response time is measured.</summary>
public enum RelayQuestion
{
    /// <summary>RCPT; the first one of a mail includes connecting and everything up to MAIL.</summary>
    Recipient,

    /// <summary>DATA.</summary>
    Data,

    /// <summary>The end of the mail data.</summary>
    EndOfData,
}
