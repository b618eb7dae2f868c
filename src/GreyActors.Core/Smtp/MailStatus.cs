namespace GreyActors.Core.Smtp;

/// <summary>What became of one mail, as the greylist log says it.</summary>
public enum MailStatus
{
    /// <summary>The backend took it.</summary>
    Accepted,

    /// <summary>Every recipient was told to come back later by the greylist.</summary>
    Deferred,

    /// <summary>It was refused for good, by us or by the backend.</summary>
    Rejected,

    /// <summary>The backend could not take it now; the client keeps it.</summary>
    Failed,

    /// <summary>The client went away, or gave the mail transaction up, before it was decided.</summary>
    Aborted,
}
