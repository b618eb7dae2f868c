using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>Asks every partition for its number of triplets, and sends the sum.</summary>
/// <remarks>Stops when all have answered, or when the time is over; those that have not answered are listed as away.</remarks>
internal sealed class TripletCensus : Component, IWithTimers
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly ImmutableArray<ICanTell?> _partitions;
    private readonly IActorRef _replyTo;

    private TripletCensus(Nameplate nameplate, ImmutableArray<ICanTell?> partitions, IActorRef replyTo)
        : base(nameplate)
    {
        _partitions = partitions;
        _replyTo = replyTo;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of a census; a partition that is away is null.</summary>
    public static Props Props(ImmutableArray<ICanTell?> partitions, IActorRef replyTo) =>
        PropsOf(nameplate => new TripletCensus(nameplate, partitions, replyTo));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartSingleTimer(TimeIsOver.Instance, TimeIsOver.Instance, Longest);
        for (var number = 0; number < _partitions.Length; number++)
            _partitions[number]?.Tell(new CountPartition(number), Self);
        Await([.. Enumerable.Range(0, _partitions.Length)], new TripletCounts(0, 0, []));
    }

    private UntypedReceive AwaitingCounts(ImmutableSortedSet<int> left, TripletCounts counts) => message =>
    {
        switch (message)
        {
            case PartitionCounted counted:
                Await(left.Remove(counted.Number), counts with { Waiting = counts.Waiting + counted.Waiting, Passed = counts.Passed + counted.Passed });
                break;
            case PartitionAway:
                break;
            case TimeIsOver:
                Reply(left, counts);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Await(ImmutableSortedSet<int> left, TripletCounts counts)
    {
        Enter(AwaitingCounts(left, counts));
        if (left.All(number => _partitions[number] is null))
            Reply(left, counts);
    }

    private void Reply(ImmutableSortedSet<int> left, TripletCounts counts)
    {
        _replyTo.Tell(counts with { Away = [.. left] });
        Context.Stop(Self);
    }

    private sealed record TimeIsOver
    {
        public static readonly TimeIsOver Instance = new();
    }
}
