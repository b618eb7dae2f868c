using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Fills one page. It queries partition after partition, segment after segment, so that requests are handled between two queries.</summary>
/// <remarks>Stops when the page is full, when all partitions have answered, or when the time for a page is over; the page has what was found until then.</remarks>
internal sealed class PartitionSearch<TQuery, TEntry> : Component, IWithTimers
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly PageWanted<TQuery, TEntry> _wanted;
    private readonly ImmutableArray<ICanTell?> _partitions;
    private readonly IActorRef _replyTo;
    private readonly ImmutableArray<TEntry>.Builder _found = ImmutableArray.CreateBuilder<TEntry>();
    private readonly ImmutableArray<int>.Builder _away = ImmutableArray.CreateBuilder<int>();

    private PartitionSearch(Nameplate nameplate, PageWanted<TQuery, TEntry> wanted, ImmutableArray<ICanTell?> partitions, IActorRef replyTo)
        : base(nameplate)
    {
        _wanted = wanted with { Most = Math.Clamp(wanted.Most, 1, ListTriplets.Longest) };
        _partitions = partitions;
        _replyTo = replyTo;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of a search; a partition that is away is null.</summary>
    public static Props Props(PageWanted<TQuery, TEntry> wanted, ImmutableArray<ICanTell?> partitions, IActorRef replyTo) =>
        PropsOf(nameplate => new PartitionSearch<TQuery, TEntry>(nameplate, wanted, partitions, replyTo));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartSingleTimer(TimeIsOver.Instance, TimeIsOver.Instance, Longest);
        Continue(_wanted.After ?? PartitionCursor.Start);
    }

    private UntypedReceive AwaitingSegment(PartitionCursor cursor) => message =>
    {
        switch (message)
        {
            case SegmentSearched<TEntry> searched:
                if (_partitions[cursor.Partition] is IActorRef actor)
                    Context.Unwatch(actor);
                _found.AddRange(searched.Found);
                Continue(searched.Next is { } next ? cursor with { Within = next } : new PartitionCursor(cursor.Partition + 1, SegmentCursor.Start));
                break;
            case Terminated or PartitionAway:
                _away.Add(cursor.Partition);
                Continue(new PartitionCursor(cursor.Partition + 1, SegmentCursor.Start));
                break;
            case TimeIsOver when _partitions[cursor.Partition] is not IActorRef:
                // The partition of another machine did not answer: the next page must not wait for it too.
                _away.Add(cursor.Partition);
                Reply(cursor.Partition + 1 < _partitions.Length ? new PartitionCursor(cursor.Partition + 1, SegmentCursor.Start) : null);
                break;
            case TimeIsOver:
                Reply(cursor);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Continue(PartitionCursor cursor)
    {
        while (cursor.Partition < _partitions.Length && _partitions[cursor.Partition] is null)
        {
            _away.Add(cursor.Partition);
            cursor = new PartitionCursor(cursor.Partition + 1, SegmentCursor.Start);
        }

        if (cursor.Partition >= _partitions.Length)
        {
            Reply(null);
        }
        else if (_found.Count >= _wanted.Most)
        {
            Reply(cursor);
        }
        else
        {
            if (_partitions[cursor.Partition] is IActorRef actor)
                Context.Watch(actor);
            _partitions[cursor.Partition]!.Tell(new SearchSegment<TQuery>(_wanted.Query, _wanted.Most - _found.Count, cursor.Within), Self);
            Enter(AwaitingSegment(cursor));
        }
    }

    private void Reply(PartitionCursor? next)
    {
        _replyTo.Tell(_wanted.Page(_found.ToImmutable(), next, _away.ToImmutable()));
        Context.Stop(Self);
    }

    private sealed record TimeIsOver
    {
        public static readonly TimeIsOver Instance = new();
    }
}
