namespace GreyActors.Core.Smtp;

/// <summary>What is done with a bare CR or LF inside mail data.</summary>
public enum NewlinePolicy
{
    /// <summary>It becomes CRLF.</summary>
    Normalize,

    /// <summary>The message is refused and the session ends.</summary>
    Reject,
}
