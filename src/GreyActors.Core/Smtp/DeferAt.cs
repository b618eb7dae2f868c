namespace GreyActors.Core.Smtp;

/// <summary>The command whose reply defers a mail.</summary>
public enum DeferAt
{
    /// <summary>RCPT, for each recipient.</summary>
    Rcpt,

    /// <summary>DATA, for the whole mail, as in Kamaelia Grey.</summary>
    Data,
}
