using System.Collections.Immutable;
using Akka.Actor;

namespace GreyActors.Greylisting;

/// <summary>Starts an actor for each query of all partitions and for each batch to learn, and limits their number.</summary>
/// <param name="context">The context of the actor whose children they are.</param>
/// <param name="partitions">The partitions.</param>
internal sealed class PartitionReaders(IActorContext context, IPartitions partitions)
{
    // Queries and batches in progress. A further one gets an empty page or nothing done, and the client asks again.
    private const int MostReaders = 8;

    private int _readers;

    /// <summary>Fills a page.</summary>
    public void List<TQuery, TEntry>(PageWanted<TQuery, TEntry> wanted)
    {
        if (_readers == MostReaders)
            context.Sender.Tell(wanted.Nothing);
        else
            Start(PartitionSearch<TQuery, TEntry>.Props(wanted, partitions.Readers(), context.Sender));
    }

    /// <summary>Counts the triplets.</summary>
    public void Count()
    {
        if (_readers == MostReaders)
            context.Sender.Tell(new TripletCounts(0, 0, [.. Enumerable.Range(0, partitions.Count)]));
        else
            Start(TripletCensus.Props(partitions.Readers(), context.Sender));
    }

    /// <summary>Learns a batch.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="partitionOf">The partition of an entry, for a number of partitions.</param>
    public void Learn<TEntry>(ImmutableArray<TEntry> batch, Func<TEntry, int, int> partitionOf)
    {
        if (_readers == MostReaders || batch.IsEmpty)
            context.Sender.Tell(new Learned(default, batch.Length));
        else
            Start(BatchLearning.Props(LearnShare<TEntry>.Divide(batch, partitions.Count, partitionOf), context.Sender));
    }

    /// <summary>A query or a batch has ended.</summary>
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
