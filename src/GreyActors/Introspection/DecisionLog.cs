using Akka.Actor;
using GreyActors.Components;
using GreyActors.Dispatch;
using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>Keeps the last decisions about recipients, and feeds them to whoever follows them.</summary>
/// <remarks>
/// Nobody waits for it: its mailbox has a bound, and what finds no room is counted. Ids begin with the time of the start, so that one
/// that a reader remembers from before a restart is older than all there are now. Stops when the actor system does.
/// </remarks>
public sealed class DecisionLog : Component
{
    /// <summary>Decisions that are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>Readers that are fed at once.</summary>
    public const int MaxReaders = 32;

    // Below 2^53, for JavaScript, and larger than any id of an earlier start, unless a million were decided each second.
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

            case FollowDecisions follow when _readers.Count < MaxReaders:
                _readers.Add(follow.Feed);
                foreach (var missed in _kept.Where(decision => decision.Id > (follow.After ?? long.MaxValue)))
                    follow.Feed.Add(missed);
                Sender.Tell(new Following(true));
                break;

            case FollowDecisions:
                Sender.Tell(new Following(false));
                break;

            case LeaveDecisions leave:
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
