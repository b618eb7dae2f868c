using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Fills one page. It queries partition after partition, segment after segment, so that attempts are judged between two queries.</summary>
/// <remarks>Stops when the page is full, when all partitions have answered, or when the time for a page is over; the page has what was found until then.</remarks>
internal sealed class TripletSearch : Component, IWithTimers
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly ListTriplets _list;
    private readonly ImmutableArray<IActorRef?> _partitions;
    private readonly IActorRef _replyTo;
    private readonly ImmutableArray<KnownTriplet>.Builder _found = ImmutableArray.CreateBuilder<KnownTriplet>();
    private readonly ImmutableArray<int>.Builder _away = ImmutableArray.CreateBuilder<int>();

    private TripletSearch(Nameplate nameplate, ListTriplets list, ImmutableArray<IActorRef?> partitions, IActorRef replyTo)
        : base(nameplate)
    {
        _list = list with { Most = Math.Clamp(list.Most, 1, ListTriplets.Longest) };
        _partitions = partitions;
        _replyTo = replyTo;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of a search; a partition that is away is null.</summary>
    public static Props Props(ListTriplets list, ImmutableArray<IActorRef?> partitions, IActorRef replyTo) =>
        PropsOf(nameplate => new TripletSearch(nameplate, list, partitions, replyTo));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartSingleTimer(TimeIsOver.Instance, TimeIsOver.Instance, Longest);
        Continue(_list.After ?? new TripletCursor(0, SegmentCursor.Start));
    }

    private UntypedReceive AwaitingSegment(TripletCursor cursor) => message =>
    {
        switch (message)
        {
            case SegmentSearched searched:
                Context.Unwatch(Sender);
                _found.AddRange(searched.Found);
                Continue(searched.Next is { } next ? cursor with { Within = next } : new TripletCursor(cursor.Partition + 1, SegmentCursor.Start));
                break;
            case Terminated:
                _away.Add(cursor.Partition);
                Continue(new TripletCursor(cursor.Partition + 1, SegmentCursor.Start));
                break;
            case TimeIsOver:
                Reply(cursor);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Continue(TripletCursor cursor)
    {
        while (cursor.Partition < _partitions.Length && _partitions[cursor.Partition] is null)
        {
            _away.Add(cursor.Partition);
            cursor = new TripletCursor(cursor.Partition + 1, SegmentCursor.Start);
        }

        if (cursor.Partition >= _partitions.Length)
        {
            Reply(null);
        }
        else if (_found.Count >= _list.Most)
        {
            Reply(cursor);
        }
        else
        {
            Context.Watch(_partitions[cursor.Partition]);
            _partitions[cursor.Partition]!.Tell(new SearchSegment(_list.Query, _list.Most - _found.Count, cursor.Within));
            Enter(AwaitingSegment(cursor));
        }
    }

    private void Reply(TripletCursor? next)
    {
        _replyTo.Tell(new TripletPage(_found.ToImmutable(), next, _away.ToImmutable()));
        Context.Stop(Self);
    }

    private sealed record TimeIsOver
    {
        public static readonly TimeIsOver Instance = new();
    }
}
