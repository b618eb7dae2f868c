namespace GreyActors.Core.Smtp;

/// <summary>The command at which a deferral is told.</summary>
public enum DeferAt
{
    /// <summary>At RCPT, for each recipient.</summary>
    Rcpt,

    /// <summary>At DATA, for the whole message, as Kamaelia Grey did.</summary>
    Data,
}
