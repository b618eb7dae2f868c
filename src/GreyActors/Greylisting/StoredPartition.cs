using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>A partition that an import reads, changes and writes while no service uses the store.</summary>
/// <param name="number">The number of the partition.</param>
public sealed class StoredPartition(int number)
{
    /// <summary>The identifier of the partition's events and snapshots in the store.</summary>
    public string PersistenceId { get; } = GreylistPartition.PersistenceIdOf(number);

    /// <summary>The partition's triplets.</summary>
    public GreylistState State { get; } = new();

    /// <summary>The highest sequence number in the store.</summary>
    public long SequenceNr { get; set; }

    /// <summary>The last event that is not in the store yet; null if the store has everything.</summary>
    public GreylistEvent? Unwritten { get; private set; }

    /// <summary>Adds an event that the store does not have.</summary>
    public void Add(GreylistEvent happened)
    {
        State.Apply(happened);
        Unwritten = happened;
    }

    /// <summary>The store has everything, up to <paramref name="sequenceNr"/>.</summary>
    public void MarkWritten(long sequenceNr)
    {
        SequenceNr = sequenceNr;
        Unwritten = null;
    }
}
