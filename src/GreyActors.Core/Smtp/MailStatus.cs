namespace GreyActors.Core.Smtp;

/// <summary>The outcome of a mail, as in the greylist log.</summary>
public enum MailStatus
{
    /// <summary>The backend accepted the mail.</summary>
    Accepted,

    /// <summary>The backend accepted the mail, and the greylist would have deferred it if observe mode deferred anything.</summary>
    WouldDefer,

    /// <summary>The greylist asked the client to retry for every recipient.</summary>
    Deferred,

    /// <summary>The mail was refused permanently, by GreyActors or by the backend.</summary>
    Rejected,

    /// <summary>The backend could not accept the mail now; the client keeps it.</summary>
    Failed,

    /// <summary>The client disconnected or gave up before the outcome.</summary>
    Aborted,
}
