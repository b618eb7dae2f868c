using Akka.Actor;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>The dependencies of the <see cref="ConfigurationKeeper"/>.</summary>
/// <param name="Active">The active configuration.</param>
/// <param name="Server">Receives <see cref="ServeConfiguration"/>.</param>
/// <param name="Read">Reads everything again, on another thread. Its second argument is the state of the files when they had settled, if the reload waited for that.</param>
/// <param name="Apply">Applies a configuration to the parts that are not below the server; called when it is active.</param>
/// <param name="Discard">Releases a configuration that was read but not applied.</param>
/// <param name="Time">The clock.</param>
internal sealed record ConfigurationKeeperDependencies(
    ActiveConfiguration Active,
    IActorRef Server,
    Func<RunningConfiguration, FileStamps?, ConfigurationRead> Read,
    Action<ConfigurationRead.Good> Apply,
    Action<ConfigurationRead.Good> Discard,
    TimeProvider Time);
