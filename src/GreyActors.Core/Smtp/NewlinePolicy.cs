namespace GreyActors.Core.Smtp;

/// <summary>The handling of a bare CR or LF inside mail data.</summary>
public enum NewlinePolicy
{
    /// <summary>Replace it with CRLF.</summary>
    Normalize,

    /// <summary>Refuse the message and end the session.</summary>
    Reject,
}
