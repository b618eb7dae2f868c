using Akka.Actor;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Introspection;

/// <summary>
/// Answers <see cref="GetTree"/> with the live actors, what each is waiting for, and for how long. On <see cref="Wakeup"/> it sends their names
/// to the debug log.
/// </summary>
/// <remarks>Kamaelia: WakeableIntrospector. Stops when the actor system does.</remarks>
public sealed class Introspector(Nameplate nameplate, TimeProvider time, ICanTell? debugLog, int limit) : Component(nameplate)
{
    /// <summary>The maximum number of actors in a tree.</summary>
    public const int DefaultLimit = 50_000;

    // Many open dashboards must not cost a walk each, and walks through a large tree must not take more than a fiftieth of a processor, however
    // often a tree is requested. No answer may be older than a second.
    private const int RestFactor = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1);

    // The number of different requests whose answers are kept.
    private const int MaxFresh = 16;

    private readonly Dictionary<GetTree, Taken> _taken = [];

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
                debugLog?.Tell(Live(Tree(GetTree.Whole)!), Self);
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private TreeSnapshot? Tree(GetTree get)
    {
        var known = _taken.GetValueOrDefault(get);
        if (known is not null && IsFresh(known))
            return known.Tree;

        foreach (var (question, taken) in _taken)
        {
            if (_taken.Count >= MaxFresh || !IsFresh(taken))
                _taken.Remove(question);
        }

        var began = time.GetTimestamp();
        var tree = TreeWalk.Take(Context.System, get, limit, time.GetUtcNow(), expected: known?.Tree?.Actors.Count ?? 0);
        var ended = time.GetTimestamp();
        var rest = RestFactor * time.GetElapsedTime(began, ended);
        _taken[get] = new Taken(tree, ended, rest < Fresh ? Fresh : rest > Stale ? Stale : rest);
        return tree;
    }

    private bool IsFresh(Taken taken) => time.GetElapsedTime(taken.At) < taken.GoodFor;

    private static LiveComponents Live(TreeSnapshot tree) => new(
        [.. Enumerable.Range(1, tree.Actors.Count - 1)
            .Select(one => $"{tree.Actors[one].Kind}_{tree.PathOf(one)["/user/".Length..]}")
            .Order(StringComparer.Ordinal)]);

    private sealed record Taken(TreeSnapshot? Tree, long At, TimeSpan GoodFor);
}
