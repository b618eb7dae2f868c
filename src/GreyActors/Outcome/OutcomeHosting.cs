using Akka;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Core.Outcome;

namespace GreyActors.Outcome;

/// <summary>Adds the <see cref="OutcomeKeeper"/> to an actor system.</summary>
public static class OutcomeHosting
{
    // The disk may hang; the process must end in time.
    private static readonly TimeSpan SavesWithin = TimeSpan.FromSeconds(1);

    /// <summary>The name of the actor, the same on every machine.</summary>
    public const string Name = "outcome-keeper";

    /// <summary>Starts <c>outcome-keeper</c> below /user, and saves its counts when the actor system ends, after the sessions. Call it after the storage.</summary>
    public static AkkaConfigurationBuilder WithOutcome(this AkkaConfigurationBuilder builder, OutcomeKeeperDependencies dependencies) => builder
        .WithCustomSerializer("outcome", [typeof(OutcomeSnapshot)], system => new OutcomeSerializer(system))
        .WithActors((system, registry) =>
        {
            var keeper = system.ActorOf(OutcomeKeeper.Props(dependencies), Name);
            registry.Register<OutcomeKeeper>(keeper);
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "save-outcome", async () =>
            {
                await Task.WhenAny(keeper.Ask<OutcomeSaved>(SaveOutcome.Instance, SavesWithin));
                return Done.Instance;
            });
        });
}
