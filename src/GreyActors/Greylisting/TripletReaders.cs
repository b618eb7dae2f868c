using Akka.Actor;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Starts an actor for each query of all triplets and for each batch to learn, and limits their number.</summary>
/// <param name="context">The greylist's, whose children the actors are.</param>
/// <param name="partitions">The partitions that are queried.</param>
internal sealed class TripletReaders(IActorContext context, PartitionTable partitions)
{
    // Queries and batches in progress. A further one gets an empty page or nothing done, and the client asks again.
    private const int MostReaders = 8;

    private int _readers;

    /// <summary>Fills a page.</summary>
    public void Start(ListTriplets list, IActorRef replyTo)
    {
        if (_readers == MostReaders)
            replyTo.Tell(new TripletPage([], list.After ?? TripletCursor.Start, []));
        else
            Start(TripletSearch.Props(list, partitions.Judges(), replyTo));
    }

    /// <summary>Counts the triplets.</summary>
    public void StartCount(IActorRef replyTo)
    {
        if (_readers == MostReaders)
            replyTo.Tell(new TripletCounts(0, 0, [.. Enumerable.Range(0, partitions.Count)]));
        else
            Start(TripletCensus.Props(partitions.Judges(), replyTo));
    }

    /// <summary>Learns a batch.</summary>
    public void StartLearning(LearnTriplets learn, IActorRef replyTo)
    {
        var shares = LearnShare<KnownTriplet>.Divide(
            learn.Triplets, partitions.Count, (known, count) => Partitioning.Of(known.Triplet.ReversePath, known.Triplet.ForwardPath, count));
        if (_readers == MostReaders || shares.IsEmpty)
            replyTo.Tell(new Learned(default, learn.Triplets.Length));
        else
            Start(BatchLearning.Props(shares, replyTo));
    }

    /// <summary>A query has ended.</summary>
    public void Ended() => _readers--;

    private void Start(Props reader)
    {
        _readers++;
        context.WatchWith(context.ActorOf(reader), ReaderEnded.Instance);
    }
}

/// <summary>The actor of a query or of a batch has stopped.</summary>
internal sealed record ReaderEnded
{
    /// <summary>The one instance.</summary>
    public static readonly ReaderEnded Instance = new();
}
