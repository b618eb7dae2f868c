using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <content>What people ask the greylist, and change by hand.</content>
public sealed partial class Greylist
{
    // People who look through it at the same time; who is one too many finds an empty page, and asks again.
    private const int MostReaders = 8;

    private int _readers;

    private void Reading(object message)
    {
        switch (message)
        {
            case ListTriplets list when _readers == MostReaders:
                Sender.Tell(new TripletPage([], list.After ?? TripletCursor.Start, []));
                break;
            case ListTriplets list:
                Read(TripletSearch.Props(list, ThoseThatJudge(), Sender));
                break;
            case CountTriplets when _readers == MostReaders:
                Sender.Tell(new TripletCounts(0, 0, [.. Enumerable.Range(0, _partitions.Length)]));
                break;
            case CountTriplets:
                Read(TripletCensus.Props(ThoseThatJudge(), Sender));
                break;
            case ReaderEnded:
                _readers--;
                break;
            case ChangeTriplet change:
                Route(change);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Route(ChangeTriplet change)
    {
        if (_partitions[Partitioning.Of(change.Triplet.ReversePath, change.Triplet.ForwardPath, _partitions.Length)] is Partition.Judging judging)
            judging.Actor.Forward(change);
        else
            Sender.Tell(new TripletChanged(change.Triplet, null, IsDone: false));
    }

    private void Read(Props reader)
    {
        _readers++;
        Context.WatchWith(Context.ActorOf(reader), ReaderEnded.Instance);
    }

    private ImmutableArray<IActorRef?> ThoseThatJudge() => [.. _partitions.Select(partition => (partition as Partition.Judging)?.Actor)];

    private ReadinessCheck PartitionsCheck()
    {
        var judging = _partitions.OfType<Partition.Judging>().Count();
        return new ReadinessCheck("store-partitions", judging == _partitions.Length, $"{judging} of {_partitions.Length} partitions judge");
    }

    private sealed record ReaderEnded
    {
        public static readonly ReaderEnded Instance = new();
    }
}
