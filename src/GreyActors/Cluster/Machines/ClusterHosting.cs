using System.Reflection;
using Akka.Hosting;
using GreyActors.Cluster.Sharding;
using GreyActors.Configuration;

namespace GreyActors.Cluster.Machines;

/// <summary>Makes the actor system one of a cluster.</summary>
public static class ClusterHosting
{
    /// <summary>Akka's settings, the transport and the keeper of the machines.</summary>
    /// <exception cref="IOException">A file of <c>cluster.tls</c> is no longer good.</exception>
    public static AkkaConfigurationBuilder WithMachines(
        this AkkaConfigurationBuilder akka, Func<GreyActorsSettings> settings, IMachineStore store, TimeProvider time, Action<int> giveUp, CancellationToken stopping)
    {
        var cluster = settings().Cluster;
        var setup = new MachineSetup(store, new GenerationLedger());
        var parts = new MachineKeeperDependencies(cluster.Endpoint, cluster.SeedNodes, setup.Store, setup.Ledger, time, giveUp)
        {
            IsStopping = () => stopping.IsCancellationRequested,
            Version = typeof(ClusterHosting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Values = () => AgreedValues.Of(settings()),
        };
        // The last action of the token, because its first one: the sessions end before.
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stopping.Register(() => drained.TrySetResult());
        akka.AddHocon(ShardedPlacement.Hocon(), HoconAddMode.Prepend).AddHocon(ClusterHocon.Of(cluster), HoconAddMode.Prepend).AddHocon(ShutdownGate.Hocon(), HoconAddMode.Prepend).AddSetup(setup);
        if (cluster.Tls.IsUsed)
            akka.AddSetup(MachineTls.Of(cluster.Tls));
        return akka.WithActors((system, registry) =>
        {
            ShutdownGate.Add(system, drained.Task, giveUp);
            registry.Register<MachineKeeper>(system.ActorOf(MachineKeeper.Props(parts), MachineKeeper.Name));
        });
    }
}
