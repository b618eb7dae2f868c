namespace GreyActors.Core.Smtp;

/// <summary>The phase of a session. Together with the verb it determines whether a command is permitted (<see cref="SmtpStateTable"/>).</summary>
public enum SessionPhase
{
    /// <summary>The banner was sent; no HELO or EHLO yet.</summary>
    Connected,

    /// <summary>HELO or EHLO was received; no mail transaction is open.</summary>
    Greeted,

    /// <summary>MAIL was accepted; there is no recipient yet.</summary>
    ReversePathGiven,

    /// <summary>All recipients were refused.</summary>
    RecipientsRefused,

    /// <summary>A recipient was deferred and none accepted; or the deferral is sent at DATA; or an accepted recipient was lost with its relay.</summary>
    RecipientsDeferred,

    /// <summary>At least one recipient was accepted by the backend.</summary>
    RecipientsAccepted,
}
