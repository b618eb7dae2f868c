using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;

namespace GreyActors.Observability;

/// <summary>What became of a mail; one line of the greylist log.</summary>
/// <param name="Helo">What the client called itself; empty when it did not.</param>
/// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
/// <param name="ForwardPaths">Without angle brackets.</param>
/// <param name="Detail">Why, in words or as the reply that was given. It goes to the console log only.</param>
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

    /// <summary>Under what the greylist knows the client, for example <c>192.0.2.0/24</c>.</summary>
    public string Identity { get; init; } = "";

    /// <summary>For how long the greylist let its recipients wait, the longest; zero when it did not, or lets them wait now.</summary>
    public TimeSpan Waited { get; init; }
}

/// <summary>One line of a dialogue, for the debug log. To be sent only when that log is on, and never with mail data.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="Text">Without its line end.</param>
public sealed record DialogueLine(string Session, DialogueDirection Direction, string Text) : IYieldRoom;

/// <summary>Who spoke.</summary>
public enum DialogueDirection
{
    /// <summary>The client.</summary>
    FromClient,

    /// <summary>We, to the client.</summary>
    ToClient,
}
