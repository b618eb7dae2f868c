using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>A partition of the greylist that is read, changed and written while no service uses the store.</summary>
/// <param name="number">The number of the partition.</param>
public sealed class StoredPartition(int number) : StoredState(GreylistPartition.PersistenceIdOf(number))
{
    /// <summary>The partition's triplets.</summary>
    public GreylistState State { get; } = new();

    /// <inheritdoc/>
    public override void Restore(object snapshot) => State.Restore((GreylistSnapshot)snapshot);

    /// <inheritdoc/>
    public override void Replay(object happened) => State.Apply((GreylistEvent)happened);

    /// <inheritdoc/>
    public override object TakeSnapshot() => State.TakeSnapshot();

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

    /// <summary>The event that gives a triplet its times.</summary>
    internal static GreylistEvent EventOf(KnownTriplet known)
    {
        var ((identity, reversePath, forwardPath), times) = known;
        return times.HasPassed
            ? new GreylistEvent.TripletPassed([identity], reversePath, forwardPath, times.FirstSeen, times.LastUsed)
            : new GreylistEvent.AttemptNoted([identity], reversePath, forwardPath, times.FirstSeen);
    }

    private protected override object NoChange() => new GreylistEvent.TripletForgotten([], "", "");
}
