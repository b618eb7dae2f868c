using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Judging;
using GreyActors.Observability;

namespace GreyActors.Doors.Policy;

/// <summary>What all delegates of one configuration share.</summary>
/// <param name="Settings">The whole configuration.</param>
/// <param name="Judging">What the judge of each connection needs.</param>
/// <param name="MailLog">Accepts <see cref="MailLogged"/> and, if <paramref name="LogDialogue"/>, <see cref="DialogueLine"/>.</param>
/// <param name="LogDialogue">The debug log is on.</param>
/// <param name="Time">The clock.</param>
public sealed record PolicyDependencies(GreyActorsSettings Settings, JudgeDependencies Judging, IActorRef MailLog, bool LogDialogue, TimeProvider Time)
{
    /// <summary>Accepts <see cref="DecisionMade"/>.</summary>
    public IActorRef Decisions { get; init; } = ActorRefs.Nobody;

    /// <summary>Accepts <see cref="DecisionMade"/> for the report.</summary>
    public IActorRef Outcome { get; init; } = ActorRefs.Nobody;

    /// <summary>Has the dependencies for the next request.</summary>
    public CurrentPolicyDependencies Newest { get; init; } = new();
}
