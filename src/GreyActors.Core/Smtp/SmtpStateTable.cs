namespace GreyActors.Core.Smtp;

/// <summary>The order of commands (RFC 5321 4.1.4). It is decided only here.</summary>
public static class SmtpStateTable
{
    /// <summary>Whether a command is permitted before TLS if TLS is required (RFC 3207 4). An invalid line gets its own error reply.</summary>
    public static bool IsPermittedInCleartext(SmtpVerb verb) => verb is
        SmtpVerb.Noop or SmtpVerb.Ehlo or SmtpVerb.StartTls or SmtpVerb.Quit or SmtpVerb.Unknown or SmtpVerb.Foreign;

    /// <summary>Decides whether a well-formed <paramref name="verb"/> is permitted in <paramref name="phase"/>.</summary>
    public static CommandOrder Order(SessionPhase phase, SmtpVerb verb) => (phase, verb) switch
    {
        (_, SmtpVerb.Unknown) => CommandOrder.NotRecognised,
        (_, SmtpVerb.NotOffered) => CommandOrder.NotImplemented,
        (_, SmtpVerb.Foreign) => CommandOrder.OtherProtocol,

        (_, SmtpVerb.Helo or SmtpVerb.Ehlo or SmtpVerb.Rset) => CommandOrder.InOrder,
        (_, SmtpVerb.Noop or SmtpVerb.Vrfy or SmtpVerb.Help or SmtpVerb.Quit) => CommandOrder.InOrder,

        (SessionPhase.Connected, _) => CommandOrder.NeedGreeting,
        (_, SmtpVerb.StartTls) => CommandOrder.InOrder,

        (SessionPhase.Greeted, SmtpVerb.Mail) => CommandOrder.InOrder,
        (SessionPhase.Greeted, _) => CommandOrder.NeedReversePath,

        (_, SmtpVerb.Mail) => CommandOrder.NestedMail,
        (_, SmtpVerb.Rcpt) => CommandOrder.InOrder,

        (SessionPhase.ReversePathGiven, _) => CommandOrder.NeedForwardPath,
        (SessionPhase.RecipientsRefused, _) => CommandOrder.NoValidRecipients,
        (SessionPhase.RecipientsDeferred, _) => CommandOrder.Deferred,
        (SessionPhase.RecipientsAccepted, _) => CommandOrder.InOrder,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "not a session phase"),
    };
}

/// <summary>The state table's decision about a command.</summary>
public enum CommandOrder
{
    /// <summary>The command is permitted.</summary>
    InOrder,

    /// <summary>503: no HELO or EHLO yet.</summary>
    NeedGreeting,

    /// <summary>503: no MAIL yet.</summary>
    NeedReversePath,

    /// <summary>503: no RCPT yet.</summary>
    NeedForwardPath,

    /// <summary>503: MAIL inside a mail transaction.</summary>
    NestedMail,

    /// <summary>554: every recipient was refused.</summary>
    NoValidRecipients,

    /// <summary>451: no recipient can be accepted yet.</summary>
    Deferred,

    /// <summary>500: no such command.</summary>
    NotRecognised,

    /// <summary>502: a command that is not offered here.</summary>
    NotImplemented,

    /// <summary>554 and close: another protocol.</summary>
    OtherProtocol,
}
