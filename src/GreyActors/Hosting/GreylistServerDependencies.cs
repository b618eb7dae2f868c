using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Traps;

namespace GreyActors.Hosting;

/// <summary>The dependencies of the <see cref="GreylistServer"/>.</summary>
/// <param name="Active">The active configuration, which the server replaces at a reload.</param>
/// <param name="Greylist">The Props of the greylist.</param>
/// <param name="KnownClients">The Props of the known clients before a greylist.</param>
/// <param name="Traps">The Props of the trapped clients next to a greylist.</param>
/// <param name="MailLog">The Props of the mail-log.</param>
/// <param name="Time">The clock.</param>
/// <param name="GiveUp">Ends the program with an exit code because it cannot work.</param>
public sealed record GreylistServerDependencies(
    ActiveConfiguration Active,
    Props Greylist,
    Func<IActorRef, Props> KnownClients,
    Func<IActorRef, Props> Traps,
    Props MailLog,
    TimeProvider Time,
    Action<int> GiveUp)
{
    /// <summary>The trapped clients, as the judges see them.</summary>
    public TrappedClients TrappedClients { get; init; } = new();

    /// <summary>Receives <see cref="Judging.DecisionMade"/>.</summary>
    public IActorRef Decisions { get; init; } = ActorRefs.Nobody;

    /// <summary>Receives <see cref="Judging.DecisionMade"/> for the report.</summary>
    public IActorRef Outcome { get; init; } = ActorRefs.Nobody;

    /// <summary>Calls back when this machine has joined its cluster; null without a cluster.</summary>
    public Action<Action>? WhenJoined { get; init; }

    /// <summary>Whether there is too little memory for another client, or for more data of the connected ones.</summary>
    public Func<bool> IsMemoryScarce { get; init; } = () => false;
}
