using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;

namespace GreyActors.Observability;

/// <summary>The outcome of a mail, one line of the greylist log.</summary>
/// <param name="Helo">The name that the client sent in HELO or EHLO; empty if it sent none.</param>
/// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
/// <param name="ForwardPaths">Without angle brackets.</param>
/// <param name="Detail">The reason in words, or the reply. Only the console log has it.</param>
public sealed record MailLogged(
    DateTimeOffset At,
    string Helo,
    IPAddress Client,
    string ReversePath,
    ImmutableArray<string> ForwardPaths,
    MailStatus Status,
    string Detail)
{
    /// <summary>The client's actor, for example <c>client-42</c>.</summary>
    public string Session { get; init; } = "";

    /// <summary>The door through which the client came.</summary>
    public Door Door { get; init; }

    /// <summary>The client's identity in the greylist, for example <c>192.0.2.0/24</c>.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The longest time that the greylist made a recipient wait; zero if none had to wait, or if one is still waiting.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>How the judge decided about all recipients; null if it was not asked, or if it decided differently about some of them.</summary>
    public JudgeNote? Judged { get; init; }

    /// <summary>The same recipients, divided by how the judge decided about them.</summary>
    public ImmutableArray<MailFate> Parts { get; init; } = [];

    /// <summary>The outcome, divided by how the judge decided about the recipients.</summary>
    public IEnumerable<MailLogged> ByJudgement() => Parts.IsEmpty
        ? [this]
        : Parts.Select(part => this with { ForwardPaths = part.ForwardPaths, Detail = part.Why, Waited = part.Waited, Judged = part.Judged, Parts = [] });
}

/// <summary>One line of a dialogue, for the debug log. Sent only if that log is on, and never with mail data.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="Text">The text without its CRLF.</param>
public sealed record DialogueLine(string Session, DialogueDirection Direction, string Text) : IYieldRoom;

/// <summary>The identities of a session's client, for the debug log. Sent only if that log is on, before the first decision and when they have changed.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
public sealed record ClientIdentified(string Session, ClientDescription Client) : IYieldRoom;

/// <summary>A recipient that is accepted only because of observe mode, for the debug log. Sent only if that log is on.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="ForwardPath">Without angle brackets.</param>
/// <param name="Why">Why the greylist would defer it.</param>
public sealed record RecipientObserved(string Session, string ForwardPath, string Why) : IYieldRoom;

/// <summary>The sender of a line.</summary>
public enum DialogueDirection
{
    /// <summary>The client.</summary>
    FromClient,

    /// <summary>GreyActors.</summary>
    ToClient,
}
