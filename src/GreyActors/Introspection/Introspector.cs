using Akka.Actor;

namespace GreyActors.Introspection;

/// <summary>
/// Answers <see cref="GetTree"/> with the actors that live, what each is waiting for, and since when; on <see cref="Wakeup"/>
/// sends their names to the debug log.
/// </summary>
/// <remarks>Kamaelia: WakeableIntrospector. Stops when the actor system does.</remarks>
public sealed class Introspector(Nameplate nameplate, TimeProvider time, ICanTell? debugLog, int limit) : Component(nameplate)
{
    /// <summary>More actors than this are not shown.</summary>
    public const int DefaultLimit = 20_000;

    // A dashboard in many browsers must not cost a walk for each of them.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private ActorTree? _tree;
    private long _takenAt;

    /// <summary>Props. <paramref name="debugLog"/> takes <see cref="LiveComponents"/>; null when the debug log is off.</summary>
    public static Props Props(TimeProvider time, ICanTell? debugLog, int limit = DefaultLimit) =>
        PropsOf(nameplate => new Introspector(nameplate, time, debugLog, limit));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingRequest);

    private void AwaitingRequest(object message)
    {
        switch (message)
        {
            case GetTree:
                Sender.Tell(Tree());
                break;

            case Wakeup:
                debugLog?.Tell(new LiveComponents([.. Tree().Root.WithDescendants().Skip(1).Select(Label)]), Self);
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private ActorTree Tree()
    {
        if (_tree is null || time.GetElapsedTime(_takenAt) >= Fresh)
        {
            _tree = TreeWalk.Take(Context.System, limit, time.GetUtcNow());
            _takenAt = time.GetTimestamp();
        }

        return _tree;
    }

    private static string Label(ActorNode node) => $"{node.Kind}_{node.Path["/user/".Length..]}";
}
