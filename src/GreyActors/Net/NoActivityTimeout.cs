using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>
/// Supervises the socket and the policy of one client, and informs the policy if the client is silent for too long.
/// </summary>
/// <remarks>
/// Kamaelia: NoActivityTimeout. Only bytes from the client count as activity, and only while the client has to send something: a client that waits
/// for a reply is not silent. This actor gets no message for each packet; it asks the socket when the time may be over. Stops when the socket and
/// the policy have stopped.
/// </remarks>
public sealed class NoActivityTimeout : Component
{
    private readonly ConnectedClient _client;
    private readonly Patience _patience;
    private readonly IActorRef _socket;
    private readonly IActorRef _policy;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly Deadline _silence = new(Context);
    private readonly Deadline _session = new(Context);

    private NoActivityTimeout(
        Nameplate nameplate, ConnectedClient client, IActorRef connection, PolicyFactory policy, Patience patience, IFramer lines)
        : base(nameplate)
    {
        _client = client;
        _patience = patience;
        nameplate.About = client.Remote.ToString();
        _socket = Context.ActorOf(ConnectedSocketAdapter.Props(connection, lines, patience.MinDataRate), "socket");
        _policy = Context.ActorOf(policy(client, _socket), "policy");
    }

    /// <summary>The actor for a connection without a registered handler.</summary>
    public static Props Props(ConnectedClient client, IActorRef connection, PolicyFactory policy, Patience patience, IFramer lines) =>
        PropsOf(nameplate => new NoActivityTimeout(nameplate, client, connection, policy, patience, lines));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_socket);
        Context.Watch(_policy);
        _socket.Tell(new Linked(_policy));
        _silence.Set(_patience.Inactivity);
        _session.Set(_patience.Session);
        Enter(Watching);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _silence.Clear();
        _session.Clear();
    }

    // A bug ends this session only. The client retries, because its mail was not accepted.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        bug =>
        {
            _log.Error(bug, LogLines.SessionBug, _client.Name, _client.Remote);
            return Directive.Stop;
        },
        loggingEnabled: false);

    private void Watching(object message)
    {
        switch (message)
        {
            case DeadlinePassed when _silence.Is(message):
                _socket.Tell(HowLongSilent.Instance);
                break;
            case SilentFor silent when silent.Time >= _patience.Inactivity:
                _policy.Tell(Control.ClientSilent.Instance);
                _silence.Set(_patience.Inactivity);
                break;
            case SilentFor silent:
                _silence.Set(_patience.Inactivity - silent.Time);
                break;
            case DeadlinePassed when _session.Is(message):
                _socket.Tell(Outbox.EndStutter.Instance);
                _policy.Tell(Control.OutOfTime.Instance);
                break;
            case Control.Drain or Control.OutOfTime:
                _socket.Tell(Outbox.EndStutter.Instance);
                _policy.Tell(message);
                break;
            case Terminated ended when ended.ActorRef.Equals(_policy):
                // Normally the policy has sent this itself; after a bug it could not.
                _socket.Tell(Signal.Finished.Instance);
                Enter(AwaitingSocket);
                break;
            case Terminated:
                // The policy knows that the client has disconnected, and may still be waiting for the backend's final reply.
                _silence.Clear();
                Enter(AwaitingPolicy);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AwaitingSocket(object message) => StopAfterBoth(message);

    private void AwaitingPolicy(object message) => StopAfterBoth(message);

    private void StopAfterBoth(object message)
    {
        switch (message)
        {
            case Terminated:
                Context.Stop(Self);
                break;
            case DeadlinePassed or SilentFor or Control:
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
