namespace GreyActors.Observability;

/// <summary>What a backend was asked, for the time that its answer takes.</summary>
public enum RelayQuestion
{
    /// <summary>Whether it takes a recipient; the first one of a mail includes the connection and everything up to MAIL.</summary>
    Recipient,

    /// <summary>Whether it takes mail data.</summary>
    Data,

    /// <summary>What becomes of the mail.</summary>
    EndOfData,
}
