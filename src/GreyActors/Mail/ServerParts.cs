using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;

namespace GreyActors.Mail;

/// <summary>What the <see cref="GreylistServer"/> is made of.</summary>
/// <param name="Settings">The whole configuration.</param>
/// <param name="Access">Its rules, compiled.</param>
/// <param name="Greylist">Makes the greylist.</param>
/// <param name="MailLog">Makes the mail-log.</param>
/// <param name="Time">The clock.</param>
/// <param name="GiveUp">Ends the program with this exit code, because it cannot do its work.</param>
public sealed record ServerParts(
    GreyActorsSettings Settings,
    AccessPolicy Access,
    Props Greylist,
    Props MailLog,
    TimeProvider Time,
    Action<int> GiveUp)
{
    /// <summary>Takes <see cref="Introspection.DecisionMade"/>.</summary>
    public IActorRef Decisions { get; init; } = ActorRefs.Nobody;

    /// <summary>What handshakes with clients are made with; null: there are none.</summary>
    public ServedCertificate? Certificate { get; init; }
}
