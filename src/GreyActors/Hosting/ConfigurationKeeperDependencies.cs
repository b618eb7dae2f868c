using Akka.Actor;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>What the <see cref="ConfigurationKeeper"/> works with.</summary>
/// <param name="Active">What the program goes by.</param>
/// <param name="Server">Takes <see cref="ServeConfiguration"/>.</param>
/// <param name="Read">Reads everything again, off the actor's thread; is told how the files were when they had settled, if that was waited for.</param>
/// <param name="Follow">Has everything follow that is not below the server: it is called when a configuration is in force.</param>
/// <param name="GiveUp">Is told of a configuration that is not put in force after all.</param>
/// <param name="Time">The clock.</param>
internal sealed record ConfigurationKeeperDependencies(
    ActiveConfiguration Active,
    IActorRef Server,
    Func<RunningConfiguration, FileStamps?, ConfigurationRead> Read,
    Action<ConfigurationRead.Good> Follow,
    Action<ConfigurationRead.Good> GiveUp,
    TimeProvider Time);
