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

    /// <summary>The client's identity in the greylist, for example <c>192.0.2.0/24</c>.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The longest time that the greylist made a recipient wait; zero if none had to wait, or if one is still waiting.</summary>
    public TimeSpan Waited { get; init; }
}

/// <summary>One line of a dialogue, for the debug log. Sent only if that log is on, and never with mail data.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="Text">The text without its CRLF.</param>
public sealed record DialogueLine(string Session, DialogueDirection Direction, string Text) : IYieldRoom;

/// <summary>The identities of a session's client, for the debug log. Sent only if that log is on, before the first decision and when they have changed.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
public sealed record ClientIdentified(string Session, ClientDescription Client) : IYieldRoom;

/// <summary>The sender of a line.</summary>
public enum DialogueDirection
{
    /// <summary>The client.</summary>
    FromClient,

    /// <summary>GreyActors.</summary>
    ToClient,
}
