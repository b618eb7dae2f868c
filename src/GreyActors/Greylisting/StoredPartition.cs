using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>A partition that is read, changed and written while no service uses the store.</summary>
/// <param name="number">The number of the partition.</param>
public sealed class StoredPartition(int number)
{
    /// <summary>The identifier of the partition's events and snapshots in the store.</summary>
    public string PersistenceId { get; } = GreylistPartition.PersistenceIdOf(number);

    /// <summary>The partition's triplets.</summary>
    public GreylistState State { get; } = new();

    /// <summary>The highest sequence number in the store.</summary>
    public long SequenceNr { get; set; }

    /// <summary>The last change, as an event, that is not in the store yet; null if the store has everything.</summary>
    public GreylistEvent? Unwritten { get; private set; }

    /// <summary>Adds or updates a triplet.</summary>
    public void Learn(KnownTriplet known)
    {
        State.Learn(known);
        Unwritten = EventOf(known);
    }

    /// <summary>Removes a triplet.</summary>
    public void Forget(Triplet triplet)
    {
        var forgotten = new GreylistEvent.TripletForgotten([triplet.Identity], triplet.ReversePath, triplet.ForwardPath);
        State.Apply(forgotten);
        Unwritten = forgotten;
    }

    /// <summary>The store has everything, up to <paramref name="sequenceNr"/>.</summary>
    public void MarkWritten(long sequenceNr)
    {
        SequenceNr = sequenceNr;
        Unwritten = null;
    }

    /// <summary>The event that gives a triplet its times.</summary>
    internal static GreylistEvent EventOf(KnownTriplet known)
    {
        var ((identity, reversePath, forwardPath), times) = known;
        return times.HasPassed
            ? new GreylistEvent.TripletPassed([identity], reversePath, forwardPath, times.FirstSeen, times.LastUsed)
            : new GreylistEvent.AttemptNoted([identity], reversePath, forwardPath, times.FirstSeen);
    }
}
