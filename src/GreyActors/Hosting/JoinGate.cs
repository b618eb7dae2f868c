using Akka.Actor;
using Akka.Event;
using GreyActors.Core.Smtp;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>
/// In a cluster, holds back the start of the listeners until this machine has joined: until then it knows no triplet, and its clients are better served by
/// the other machines. A part of <see cref="GreylistServer"/>.
/// </summary>
/// <param name="whenJoined">Calls back when this machine has joined; null without a cluster.</param>
internal sealed class JoinGate(Action<Action>? whenJoined)
{
    // A machine that must wait longer, because it is cut from the others, serves its clients as greylisting.on-store-failure says.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private bool _isClosed;

    /// <summary>The capabilities that were held back; null for none.</summary>
    public SmtpCapabilities? Held { get; private set; }

    /// <summary>Closes the gate in a cluster. The server gets the message that opens it.</summary>
    public void Start(IActorRef server, ITimerScheduler timers)
    {
        if (whenJoined is null)
            return;
        _isClosed = true;
        whenJoined(() => server.Tell(MachineJoined.Instance, ActorRefs.NoSender));
        timers.StartSingleTimer(PatienceOver.Instance, PatienceOver.Instance, Patience);
    }

    /// <summary>Whether the server may serve with these capabilities now; otherwise they are held.</summary>
    public bool LetsPass(SmtpCapabilities capabilities)
    {
        Held = _isClosed ? capabilities : null;
        return !_isClosed;
    }

    /// <summary>Whether a message is about the gate.</summary>
    public static bool Contains(object message) => message is MachineJoined or PatienceOver;

    /// <summary>Opens the gate for one of its messages. True if it was closed.</summary>
    public bool Opens(object message, ILoggingAdapter log)
    {
        if (!_isClosed)
            return false;
        if (message is PatienceOver)
            log.Warning(LogLines.ServesAlone, Patience.TotalSeconds);
        _isClosed = false;
        return true;
    }

    private sealed record MachineJoined
    {
        public static readonly MachineJoined Instance = new();
    }

    private sealed record PatienceOver
    {
        public static readonly PatienceOver Instance = new();
    }
}
