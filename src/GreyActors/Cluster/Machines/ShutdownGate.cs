using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Cluster.Machines;

/// <summary>Lets the actor system shut down only after the program has begun to shut down and its sessions have ended.</summary>
/// <remarks>
/// Akka.Remote shuts the whole actor system down when a TLS handshake with another machine fails that this machine has begun
/// (TlsHandshakeFailureReason). A machine that is killed or cut off during a handshake, or that has a wrong certificate, would take the others with it.
/// A shutdown of Akka runs once, so it cannot be refused, only held in its first phase; the shutdown of the program continues it.
/// </remarks>
internal static class ShutdownGate
{
    // Akka's clock has 32 bits of milliseconds. A machine that is held for longer ends with exit code 70, and its service manager restarts it.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>The settings.</summary>
    public static Config Hocon() => ConfigurationFactory.ParseString(
        $"akka.coordinated-shutdown.phases.{CoordinatedShutdown.PhaseBeforeServiceUnbind}.timeout = {Longest.TotalDays + 1:0}d");

    /// <summary>Adds the gate to the shutdown of a system. It opens when <paramref name="stopping"/> ends.</summary>
    /// <param name="giveUp">Ends the program with an exit code.</param>
    public static void Add(ActorSystem system, Task stopping, Action<int> giveUp)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "wait-for-the-program", async () =>
        {
            if (stopping.IsCompleted)
                return Done.Instance;

            system.Log.Warning(LogLines.ShutdownHeld, shutdown.ShutdownReason?.GetType().Name ?? "");
            try
            {
                await stopping.WaitAsync(Longest);
            }
            catch (TimeoutException)
            {
                giveUp(ExitCode.Software);
                await stopping;
            }

            return Done.Instance;
        });
    }
}
