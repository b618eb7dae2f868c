using Akka.Actor;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>What the <see cref="GreylistServer"/> is made of.</summary>
/// <param name="Active">The configuration that it begins with, and replaces when it is told another.</param>
/// <param name="Greylist">Makes the greylist.</param>
/// <param name="MailLog">Makes the mail-log.</param>
/// <param name="Time">The clock.</param>
/// <param name="GiveUp">Ends the program with this exit code, because it cannot do its work.</param>
public sealed record GreylistServerDependencies(
    ActiveConfiguration Active,
    Props Greylist,
    Props MailLog,
    TimeProvider Time,
    Action<int> GiveUp)
{
    /// <summary>Takes <see cref="Judging.DecisionMade"/>.</summary>
    public IActorRef Decisions { get; init; } = ActorRefs.Nobody;

    /// <summary>Says whether there is too little memory for another client, and for more of those that are there.</summary>
    public Func<bool> IsMemoryScarce { get; init; } = () => false;
}
