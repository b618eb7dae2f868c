using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>Sends its parent each share of a batch to learn, and replies with the sum of the answers.</summary>
/// <remarks>Stops when all partitions have answered, or when the time is over; shares without an answer then count as not done.</remarks>
internal sealed class BatchLearning : Component, IWithTimers
{
    // The journal gives up a write after fifteen seconds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly ImmutableDictionary<int, ILearnShare> _shares;
    private readonly IActorRef _replyTo;

    private BatchLearning(Nameplate nameplate, ImmutableArray<ILearnShare> shares, IActorRef replyTo)
        : base(nameplate)
    {
        _shares = shares.ToImmutableDictionary(share => share.Partition);
        _replyTo = replyTo;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of a batch; it has at least one share, and none of them is empty.</summary>
    public static Props Props(ImmutableArray<ILearnShare> shares, IActorRef replyTo) => PropsOf(nameplate => new BatchLearning(nameplate, shares, replyTo));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartSingleTimer(TimeIsOver.Instance, TimeIsOver.Instance, Longest);
        foreach (var share in _shares.Values)
            Context.Parent.Tell(share);
        Enter(AwaitingPartitions(_shares, new Learned(default, 0)));
    }

    private UntypedReceive AwaitingPartitions(ImmutableDictionary<int, ILearnShare> left, Learned sum) => message =>
    {
        switch (message)
        {
            case ShareLearned share when left.ContainsKey(share.Partition):
                Await(left.Remove(share.Partition), new Learned(sum.Counts + share.Counts, sum.NotDone + share.NotDone));
                break;
            case TimeIsOver:
                Reply(sum with { NotDone = sum.NotDone + left.Values.Sum(share => share.Count) });
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Await(ImmutableDictionary<int, ILearnShare> left, Learned sum)
    {
        if (left.IsEmpty)
            Reply(sum);
        else
            Enter(AwaitingPartitions(left, sum));
    }

    private void Reply(Learned sum)
    {
        _replyTo.Tell(sum);
        Context.Stop(Self);
    }

    private sealed record TimeIsOver
    {
        public static readonly TimeIsOver Instance = new();
    }
}
