using System.Net;
using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <summary>What every <see cref="GreylistPolicy"/> shares with the others: the configuration and the actors it speaks with.</summary>
/// <param name="Settings">The whole configuration.</param>
/// <param name="Judging">What the judge of each session needs.</param>
/// <param name="Offered">The extensions to offer, given what the backend offers.</param>
/// <param name="MailLog">Takes <see cref="MailLogged"/> and, when <paramref name="LogDialogue"/>, <see cref="DialogueLine"/>.</param>
/// <param name="LogDialogue">The debug log is on.</param>
/// <param name="Board">Which backend is to be tried, and how many connections it may have.</param>
/// <param name="Backends">Takes <see cref="RelayTried"/>.</param>
/// <param name="Time">The clock.</param>
public sealed record SessionDependencies(
    GreyActorsSettings Settings,
    JudgeDependencies Judging,
    SmtpCapabilities Offered,
    IActorRef MailLog,
    bool LogDialogue,
    RelayBoard Board,
    IActorRef Backends,
    TimeProvider Time)
{
    // A relay's line may be longer than a command (RFC 5321 4.5.3.1.5 says 512; servers write more), but not much.
    private const int MaxReplyLine = 2048;

    /// <summary>Makes a relay to a backend: an actor that speaks <see cref="TcpOutbox"/> and <see cref="TcpInbox"/> as TcpClient does.</summary>
    public Func<RelayTarget, Props> RelayTo { get; init; } = target => TcpClient.Props(
        new DnsEndPoint(target.Address.Address.ToString(), target.Address.Port), Settings.Relay.ConnectTimeout, MaxReplyLine);

    /// <summary>How handshakes with clients are made; null: not at all.</summary>
    public TlsServerSettings? Tls { get; init; }

    /// <summary>Takes <see cref="Judging.DecisionMade"/>.</summary>
    public IActorRef Decisions { get; init; } = ActorRefs.Nobody;

    /// <summary>True while the process has too little memory for another recipient, or a TLS handshake.</summary>
    public Func<bool> IsMemoryScarce { get; init; } = () => false;

    /// <summary>Recipients whose mail must come alone.</summary>
    public LoneRecipients Lone { get; init; } = new();

    /// <summary>Where the parts for the next mail transaction are found.</summary>
    public CurrentSessionDependencies Newest { get; init; } = new();

    /// <summary>The banner, the same for every client.</summary>
    public SmtpReply Banner { get; } = SmtpReplies.Banner(Settings.ServerName, Settings.ServerId);
}
