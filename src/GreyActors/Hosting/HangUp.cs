using System.Runtime.InteropServices;
using Akka.Actor;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>SIGHUP: the configuration is read again. It does not end the program, not even while that starts.</summary>
internal sealed class HangUp : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private volatile IActorRef _keeper = ActorRefs.Nobody;

    /// <summary>From now on the signal is heard.</summary>
    public HangUp() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        _keeper.Tell(new Reload("SIGHUP"), ActorRefs.NoSender);
    });

    /// <summary>From now on the keeper is told.</summary>
    public void Tell(IActorRef keeper) => _keeper = keeper;

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();
}
