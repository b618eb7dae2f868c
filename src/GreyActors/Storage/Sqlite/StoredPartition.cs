using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Storage.Sqlite;

/// <summary>One partition of a store that no service has open: read as the service would recover it, and written as it would.</summary>
internal sealed class StoredPartition
{
    private readonly string _persistenceId;
    private long _sequenceNr;
    private GreylistEvent? _learnt;

    private StoredPartition(string persistenceId) => _persistenceId = persistenceId;

    /// <summary>What it knows.</summary>
    public GreylistState State { get; } = new();

    /// <summary>Reads what is stored.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">Something that is stored is damaged.</exception>
    public static StoredPartition Read(string path, int number)
    {
        var partition = new StoredPartition(GreylistPartition.PersistenceIdOf(number));
        var id = partition._persistenceId;
        var since = 0L;
        if (StoreReader.Snapshot(path, id, long.MaxValue, long.MaxValue) is { } snapshot)
        {
            partition.State.Restore((GreylistSnapshot)GreylistFormat.Read(snapshot.Bytes, snapshot.Manifest));
            since = snapshot.SequenceNr;
        }

        foreach (var (happened, _) in StoreReader.Events(path, id, since + 1, long.MaxValue, long.MaxValue))
            partition.State.Apply((GreylistEvent)GreylistFormat.Read(happened.Bytes, happened.Manifest));
        partition._sequenceNr = Math.Max(since, StoreReader.HighestSequenceNr(path, id));
        return partition;
    }

    /// <summary>Learns what is to be written.</summary>
    public void Learn(GreylistEvent happened)
    {
        State.Apply(happened);
        _learnt = happened;
    }

    /// <summary>Writes what was learnt: all of it or, when the process is killed meanwhile, next to nothing.</summary>
    /// <remarks>
    /// A snapshot, for as events a million triplets would take the service ten seconds at each start until it makes one itself; and one
    /// event with the same number, for the journal is what remembers how far the numbers have come.
    /// </remarks>
    /// <returns>Whether there was anything to write.</returns>
    public async Task<bool> Write(StoreWriter writer, DateTimeOffset now)
    {
        if (_learnt is null)
            return false;
        _sequenceNr++;
        var stored = new StoredEvent(
            _persistenceId, _sequenceNr, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(_learnt), GreylistFormat.Write(_learnt));
        await writer.Store([stored], CancellationToken.None).ConfigureAwait(false);
        var snapshot = State.TakeSnapshot();
        await writer.Save(
            new StoredSnapshot(
                _persistenceId, _sequenceNr, now.UtcTicks, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(snapshot), GreylistFormat.Write(snapshot)),
            CancellationToken.None).ConfigureAwait(false);
        _learnt = null;
        return true;
    }
}
