using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Doors.Smtp;

/// <summary>The last reply of a session that has to end.</summary>
/// <param name="Reply">The reason.</param>
/// <param name="AtOnce">At the next reply, even inside a mail transaction; otherwise the open transaction is finished first.</param>
internal sealed record Farewell(SmtpReply Reply, bool AtOnce)
{
    /// <summary>The farewell that a control message requires; null if the message does not end the session.</summary>
    public static Farewell? For(Control control) => control switch
    {
        Control.Drain => new Farewell(SmtpReplies.GoingDown, AtOnce: false),
        Control.OutOfTime or Control.ClientSilent => new Farewell(SmtpReplies.Timeout, AtOnce: true),
        Control.EndedByOperator => new Farewell(SmtpReplies.EndedByOperator, AtOnce: true),
        _ => null,
    };

    /// <summary>The farewell after a second reason to end: the first reason stays, and the earlier end counts.</summary>
    public Farewell And(Farewell later) => this with { AtOnce = AtOnce || later.AtOnce };
}
