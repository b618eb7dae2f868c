using Akka.Actor;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>The requests of the greylist: attempts, changes by hand, and learnt triplets.</summary>
internal sealed class GreylistRequests : IPartitionRequests
{
    /// <summary>The one instance.</summary>
    public static readonly GreylistRequests Instance = new();

    private GreylistRequests()
    {
    }

    /// <inheritdoc/>
    public bool Contains(object message) => message is JudgeAttempt or ChangeTriplet or LearnShare<KnownTriplet>;

    /// <inheritdoc/>
    public bool IsQuery(object message) => message is ExplainAttempt or SearchSegment<TripletQuery> or CountPartition;

    /// <inheritdoc/>
    public int PartitionOf(object message, int partitions) => message switch
    {
        JudgeAttempt judge => Partitioning.Of(judge.Attempt, partitions),
        ExplainAttempt explain => Partitioning.Of(explain.Attempt, partitions),
        ChangeTriplet change => PartitionOf(change.Triplet, partitions),
        LearnShare<KnownTriplet> share => share.Partition,
        _ => throw Unknown(message),
    };

    /// <inheritdoc/>
    public void Decline(object query, IActorRef replyTo) =>
        replyTo.Tell(query is ExplainAttempt ? new Explained(null) : PartitionAway.Instance);

    /// <inheritdoc/>
    public void Refuse(object request, IActorRef replyTo)
    {
        if (request is JudgeAttempt judge)
            replyTo.Tell(judge.Unavailable);
        else
            ReplyNotDone(request, replyTo);
    }

    /// <inheritdoc/>
    public void TurnAway(object request, IActorRef replyTo)
    {
        if (request is JudgeAttempt judge)
            replyTo.Tell(new Judged(judge.Number, JudgeOutcome.Crowded.Instance));
        else
            ReplyNotDone(request, replyTo);
    }

    /// <summary>The partition of a learnt triplet.</summary>
    public static int PartitionOf(KnownTriplet known, int partitions) => PartitionOf(known.Triplet, partitions);

    private static int PartitionOf(Triplet triplet, int partitions) => Partitioning.Of(triplet.ReversePath, triplet.ForwardPath, partitions);

    private static void ReplyNotDone(object request, IActorRef replyTo) => replyTo.Tell(request switch
    {
        ChangeTriplet change => change.NotDone,
        LearnShare<KnownTriplet> share => share.NotDone,
        _ => throw Unknown(request),
    });

    private static ArgumentException Unknown(object request) => new($"{request.GetType()} is not a request of the greylist.", nameof(request));
}
