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

    // Different questions that are remembered at a time.
    private const int MaxFresh = 16;

    private readonly Dictionary<GetTree, (ActorTree? Tree, long TakenAt)> _taken = [];

    /// <summary>Props. <paramref name="debugLog"/> takes <see cref="LiveComponents"/>; null when the debug log is off.</summary>
    public static Props Props(TimeProvider time, ICanTell? debugLog, int limit = DefaultLimit) =>
        PropsOf(nameplate => new Introspector(nameplate, time, debugLog, limit));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingRequest);

    private void AwaitingRequest(object message)
    {
        switch (message)
        {
            case GetTree get:
                Sender.Tell((object?)Tree(get) ?? NoSuchActor.Instance);
                break;

            case Wakeup:
                debugLog?.Tell(new LiveComponents([.. Tree(GetTree.Whole)!.Root.WithDescendants().Skip(1).Select(Label)]), Self);
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private ActorTree? Tree(GetTree get)
    {
        if (_taken.TryGetValue(get, out var known) && time.GetElapsedTime(known.TakenAt) < Fresh)
            return known.Tree;

        foreach (var (question, taken) in _taken)
        {
            if (_taken.Count >= MaxFresh || time.GetElapsedTime(taken.TakenAt) >= Fresh)
                _taken.Remove(question);
        }

        var tree = TreeWalk.Take(Context.System, get, limit, time.GetUtcNow());
        _taken[get] = (tree, time.GetTimestamp());
        return tree;
    }

    private static string Label(ActorNode node) => $"{node.Kind}_{node.Path["/user/".Length..]}";
}
