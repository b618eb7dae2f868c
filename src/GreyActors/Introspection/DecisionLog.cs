using Akka.Actor;
using GreyActors.Components;
using GreyActors.Dispatch;
using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>Keeps the last decisions about recipients, and sends new ones to the readers of the stream.</summary>
/// <remarks>
/// Nobody waits for this actor: its mailbox is bounded, and decisions that do not fit are counted. Ids begin with the start time, so that an id
/// that a reader remembers from before a restart is older than all new ones. Stops when the actor system does.
/// </remarks>
public sealed class DecisionLog : Component
{
    /// <summary>The number of decisions that are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>The maximum number of readers.</summary>
    public const int MaxReaders = 32;

    // Below 2^53, for JavaScript, and larger than any id of an earlier start, unless there were more than a million decisions per second.
    private const long IdsPerSecond = 1_000_000;

    private readonly Queue<Decision> _kept = new(Capacity);
    private readonly HashSet<DecisionFeed> _readers = [];
    private long _id;

    private DecisionLog(Nameplate nameplate, TimeProvider time)
        : base(nameplate) => _id = time.GetUtcNow().ToUnixTimeSeconds() * IdsPerSecond;

    /// <summary>Props with the bounded mailbox; the actor system must have <see cref="DroppingMailbox.Hocon"/>.</summary>
    public static Props Props(TimeProvider time) =>
        PropsOf(nameplate => new DecisionLog(nameplate, time)).WithMailbox(DroppingMailbox.Id);

    /// <inheritdoc/>
    protected override void PreStart() => Enter(Logging);

    private void Logging(object message)
    {
        switch (message)
        {
            case DecisionMade made:
                Keep(Decision.Of(++_id, made));
                break;

            case GetDecisions get:
                Sender.Tell(Page(get));
                break;

            case SubscribeToDecisions follow when _readers.Count < MaxReaders:
                _readers.Add(follow.Feed);
                foreach (var missed in _kept.Where(decision => decision.Id > (follow.After ?? long.MaxValue)))
                    follow.Feed.Add(missed);
                Sender.Tell(new DecisionsSubscribed(true));
                break;

            case SubscribeToDecisions:
                Sender.Tell(new DecisionsSubscribed(false));
                break;

            case UnsubscribeFromDecisions leave:
                _readers.Remove(leave.Feed);
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private void Keep(Decision decision)
    {
        if (_kept.Count == Capacity)
            _kept.Dequeue();
        _kept.Enqueue(decision);
        foreach (var reader in _readers)
            reader.Add(decision);
    }

    private DecisionPage Page(GetDecisions get)
    {
        var found = get.After is { } after
            ? _kept.SkipWhile(decision => decision.Id <= after).Take(get.Limit)
            : _kept.Skip(Math.Max(0, _kept.Count - get.Limit));
        var dropped = ((ActorCell)Context).Mailbox?.MessageQueue is DroppingMailbox.Waiting waiting ? waiting.Dropped : 0;
        return new DecisionPage(
            [.. found], _kept.TryPeek(out var oldest) ? oldest.Id : null, _kept.Count > 0 ? _id : null, _kept.Count, dropped, _readers.Count);
    }
}
