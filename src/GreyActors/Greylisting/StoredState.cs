namespace GreyActors.Greylisting;

/// <summary>A persistent state that is read, changed and written while no service uses the store.</summary>
/// <param name="persistenceId">The identifier of its events and snapshots in the store.</param>
public abstract class StoredState(string persistenceId)
{
    /// <summary>The identifier of its events and snapshots in the store.</summary>
    public string PersistenceId { get; } = persistenceId;

    /// <summary>The highest sequence number in the store.</summary>
    public long SequenceNr { get; set; }

    /// <summary>The last change, as an event, that is not in the store yet; null if the store has everything.</summary>
    public object? Unwritten { get; private protected set; }

    /// <summary>Loads a stored snapshot.</summary>
    public abstract void Restore(object snapshot);

    /// <summary>Applies a stored event.</summary>
    public abstract void Replay(object happened);

    /// <summary>The state as a snapshot.</summary>
    public abstract object TakeSnapshot();

    /// <summary>Takes over the content of another store. The state must be new, or as the store has it if that is empty.</summary>
    public void TakeOver(object snapshot)
    {
        Restore(snapshot);
        Unwritten = NoChange();
    }

    /// <summary>The store has everything, up to <paramref name="sequenceNr"/>.</summary>
    public void MarkWritten(long sequenceNr)
    {
        SequenceNr = sequenceNr;
        Unwritten = null;
    }

    // The snapshot that is written has everything; the journal needs an event to remember its number.
    private protected abstract object NoChange();
}
