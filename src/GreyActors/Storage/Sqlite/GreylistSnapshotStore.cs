using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Akka.Serialization;

namespace GreyActors.Storage.Sqlite;

/// <summary>Akka.Persistence's snapshot store over the <see cref="StoreWriter"/>: a large snapshot is written in parts, with events in between.</summary>
/// <remarks>Stops when the actor system does.</remarks>
public sealed class GreylistSnapshotStore : SnapshotStore
{
    private readonly Serialization _serialization = Context.System.Serialization;
    private readonly StoreWriter _writer = StoreWriters.Of(Context.System);
    private readonly string _path = StoreWriters.PathOf(Context.System);

    /// <inheritdoc/>
    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        // A partition is recreated again and again: while a disk hangs, each time would block another thread of the pool.
        await _writer.Settled(cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () => StoreReader.Snapshot(_path, persistenceId, criteria.MaxSequenceNr, criteria.MaxTimeStamp.Ticks) is { } found
                ? new SelectedSnapshot(
                    new SnapshotMetadata(persistenceId, found.SequenceNr, new DateTime(found.Created, DateTimeKind.Utc)),
                    _serialization.Deserialize(found.Bytes, found.Identifier, found.Manifest))
                : null!,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        var stored = await Task.Run(() => Write(metadata, snapshot), cancellationToken).ConfigureAwait(false);
        await _writer.Save(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        Delete(metadata.PersistenceId, metadata.SequenceNr, metadata.SequenceNr, DateTime.MaxValue.Ticks, cancellationToken);

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        Delete(persistenceId, criteria.MinSequenceNr, criteria.MaxSequenceNr, criteria.MaxTimeStamp.Ticks, cancellationToken);

    private async Task Delete(string persistenceId, long min, long max, long maxCreated, CancellationToken cancellationToken)
    {
        await _writer.Do(
            store =>
            {
                store.DeleteSnapshots(persistenceId, min, max, maxCreated);
                return false;
            },
            cancellationToken).ConfigureAwait(false);
        await _writer.Do(store => store.DeleteVoidParts(persistenceId), cancellationToken).ConfigureAwait(false);
    }

    private StoredSnapshot Write(SnapshotMetadata metadata, object snapshot)
    {
        var serializer = _serialization.FindSerializerFor(snapshot);
        return new StoredSnapshot(
            metadata.PersistenceId,
            metadata.SequenceNr,
            metadata.Timestamp.Ticks,
            serializer.Identifier,
            Serialization.ManifestFor(serializer, snapshot),
            serializer.ToBinary(snapshot));
    }
}
