using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <summary>What all sessions of one configuration share: its settings, and the actors that they send messages to.</summary>
/// <param name="Settings">The whole configuration.</param>
/// <param name="Judging">What the judge of each session needs.</param>
/// <param name="Delivery">What the delivery of each session needs.</param>
/// <param name="Offered">The extensions to offer, given what the backend offers.</param>
/// <param name="MailLog">Accepts <see cref="MailLogged"/> and, if <paramref name="LogDialogue"/>, <see cref="DialogueLine"/>.</param>
/// <param name="LogDialogue">The debug log is on.</param>
/// <param name="Time">The clock.</param>
public sealed record SessionDependencies(
    GreyActorsSettings Settings,
    JudgeDependencies Judging,
    DeliveryDependencies Delivery,
    SmtpCapabilities Offered,
    IActorRef MailLog,
    bool LogDialogue,
    TimeProvider Time)
{
    /// <summary>Settings of handshakes with clients; null if TLS is not offered.</summary>
    public TlsServerSettings? Tls { get; init; }

    /// <summary>The places of trapped clients that get their replies one byte a second; null if all replies are sent at once.</summary>
    public StutterPlaces? Stutter { get; init; }

    /// <summary>Accepts <see cref="Judging.DecisionMade"/>.</summary>
    public IActorRef Decisions { get; init; } = ActorRefs.Nobody;

    /// <summary>Accepts <see cref="Judging.DecisionMade"/> for the report.</summary>
    public IActorRef Outcome { get; init; } = ActorRefs.Nobody;

    /// <summary>True while the process has too little memory for another recipient, or a TLS handshake.</summary>
    public Func<bool> IsMemoryScarce { get; init; } = () => false;

    /// <summary>Has the dependencies for the next mail transaction.</summary>
    public CurrentSessionDependencies Newest { get; init; } = new();

    /// <summary>The banner, the same for every client.</summary>
    public SmtpReply Banner { get; } = SmtpReplies.Banner(Settings.ServerName, Settings.ServerId);

    /// <summary>The rules of a session that starts now.</summary>
    public SessionRules RulesFor(ConnectedClient client) => new(
        Settings.ServerName,
        $"[{client.RemoteIp.Address}]",
        Offered,
        Settings.Greylisting.DeferAt,
        Judging.Rules.DeferReply,
        Settings.Limits.MaxRecipients,
        Settings.Limits.MaxErrors,
        Settings.Limits.RejectEarlyTalkers,
        Tls is null ? TlsOffer.None : Settings.Tls.Required ? TlsOffer.Required : TlsOffer.Offered);

    /// <summary>The rules of a session that has started, for its next mail transaction: what it has announced stays.</summary>
    public SessionRules Renew(SessionRules rules) => rules with { DeferAt = Settings.Greylisting.DeferAt, DeferReply = Judging.Rules.DeferReply };
}
