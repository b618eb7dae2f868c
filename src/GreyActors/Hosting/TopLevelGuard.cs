using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>Watches the top-level actors. Akka restarts one that fails; if one stops, the program ends.</summary>
/// <remarks>An actor stops if it fails again during its restart. Stops when the actor system does.</remarks>
internal sealed class TopLevelGuard : Component
{
    private readonly ImmutableArray<IActorRef> _actors;
    private readonly Func<bool> _isStopping;
    private readonly Action<int> _giveUp;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);

    private TopLevelGuard(Nameplate nameplate, ImmutableArray<IActorRef> actors, Func<bool> isStopping, Action<int> giveUp)
        : base(nameplate)
    {
        _actors = actors;
        _isStopping = isStopping;
        _giveUp = giveUp;
    }

    /// <summary>Props.</summary>
    /// <param name="actors">The actors to watch.</param>
    /// <param name="isStopping">Whether the program is shutting down, so that actors may stop.</param>
    /// <param name="giveUp">Ends the program with an exit code.</param>
    public static Props Props(ImmutableArray<IActorRef> actors, Func<bool> isStopping, Action<int> giveUp) =>
        PropsOf(nameplate => new TopLevelGuard(nameplate, actors, isStopping, giveUp));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var actor in _actors)
            Context.Watch(actor);
        Enter(Watching);
    }

    private void Watching(object message)
    {
        switch (message)
        {
            case Terminated when _isStopping():
                break;
            case Terminated died:
                _log.Error(LogLines.PartDied, died.ActorRef.Path.Name);
                _giveUp(ExitCode.Software);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
