namespace GreyActors.Core.Smtp;

/// <summary>How far a session has come; together with the verb it decides what may follow (<see cref="SmtpStateTable"/>).</summary>
public enum SessionPhase
{
    /// <summary>The banner was given, the client has not said who it is.</summary>
    Connected,

    /// <summary>HELO or EHLO was said; no mail transaction is open.</summary>
    Greeted,

    /// <summary>MAIL was taken; no recipient was named yet.</summary>
    ReversePathGiven,

    /// <summary>Recipients were named, and all of them were refused.</summary>
    RecipientsRefused,

    /// <summary>A recipient was deferred and none accepted; or the deferral is told at DATA; or an accepted one was lost with its relay.</summary>
    RecipientsDeferred,

    /// <summary>At least one recipient was accepted by the backend.</summary>
    RecipientsAccepted,
}
