using System.Globalization;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Dispatch;

namespace GreyActors.Cluster.Forwarding;

/// <summary>Exchanges answers of the introspection endpoint with the other machines: it gets theirs for this machine's HTTP clients, and sends them those of this machine.</summary>
/// <remarks>
/// A child for each request, so that a slow reader holds up no other. Akka.Remote has already checked the certificate of the other machine; only requests that
/// read can be sent. Stops when the actor system does.
/// </remarks>
public sealed class IntrospectionExchange : Component
{
    /// <summary>The name of the actor, the same on every machine.</summary>
    public const string Name = "introspection-exchange";

    /// <summary>The maximum number of open requests in each direction.</summary>
    public const int MostOpen = 40;

    private const string AskedPrefix = "asked-";

    private readonly ILocalEndpoint _endpoint;
    private readonly ForwardingTimes _times;
    private readonly HashSet<IActorRef> _asking = [];
    private readonly HashSet<IActorRef> _answering = [];

    private IntrospectionExchange(Nameplate nameplate, ILocalEndpoint endpoint, ForwardingTimes times)
        : base(nameplate) => (_endpoint, _times) = (endpoint, times);

    /// <summary>Props; the actor system must have the dispatcher of the pool, because an endpoint may compute for some milliseconds.</summary>
    public static Props Props(ILocalEndpoint endpoint, ForwardingTimes times) =>
        PropsOf(nameplate => new IntrospectionExchange(nameplate, endpoint, times)).WithDispatcher(PoolDispatcher.Name);

    /// <inheritdoc/>
    protected override void PreStart() => Enter(Exchanging);

    private void Exchanging(object message)
    {
        switch (message)
        {
            case Forward forward when _asking.Count >= MostOpen:
                forward.Answer.Fail($"This machine already has {MostOpen} open requests to other machines, the maximum.");
                break;

            case Forward forward:
                var other = Context.ActorSelection(new RootActorPath(forward.Machine) / "user" / Name);
                Add(_asking, AnswerReader.Props(other, forward, _times), Named(forward.Request.Number));
                break;

            case StopForwarding stop:
                Context.Child(Named(stop.Number)).Tell(stop);
                break;

            case IntrospectionRequest request when !request.IsShort:
                Sender.Tell(new IntrospectionBroken(request.Number, "The request is too long."));
                break;

            case IntrospectionRequest request when _answering.Count >= MostOpen:
                Sender.Tell(new IntrospectionBroken(request.Number, $"It already answers {MostOpen} requests of other machines, the maximum."));
                break;

            case IntrospectionRequest request:
                Add(_answering, AnswerSender.Props(Sender, request, _endpoint, _times), name: null);
                break;

            // Of a sender that has ended meanwhile.
            case IntrospectionTaken or IntrospectionCancelled:
                break;

            case Terminated ended:
                _asking.Remove(ended.ActorRef);
                _answering.Remove(ended.ActorRef);
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private static void Add(HashSet<IActorRef> open, Props props, string? name) =>
        open.Add(Context.Watch(Context.ActorOf(props.WithDispatcher(PoolDispatcher.Name), name)));

    private static string Named(long number) => AskedPrefix + number.ToString(CultureInfo.InvariantCulture);

    // A request that fails ends, and its reader gets the reason; it is never repeated.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
