using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;

namespace GreyActors.Storage.Sqlite;

/// <summary>Akka.Persistence's journal over the <see cref="StoreWriter"/>, in the tables of Akka.Persistence.Sql (docs/decisions/0018-one-writer-for-the-store.md).</summary>
public abstract class StoreJournal : AsyncWriteJournal
{
    private readonly Serialization _serialization = Context.System.Serialization;
    private readonly StoreWriter _writer = StoreWriters.Of(Context.System);
    private readonly string _path = StoreWriters.PathOf(Context.System);

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback) =>
        Task.Run(() =>
        {
            foreach (var (happened, created) in StoreReader.Events(_path, persistenceId, fromSequenceNr, toSequenceNr, max))
                recoveryCallback(Read(happened, created));
        });

    /// <inheritdoc/>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        // A write of the previous actor may still be in progress, and would take the next number.
        await _writer.Settled(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => StoreReader.HighestSequenceNr(_path, persistenceId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var stored = new List<StoredEvent>();
        var rejections = ImmutableList.CreateBuilder<Exception>();
        // Null if nothing is rejected, as the base class requires.
        foreach (var write in messages)
            rejections.Add(Append(stored, write)!);
        await _writer.Store(stored, cancellationToken).ConfigureAwait(false);
        return rejections.ToImmutable();
    }

    /// <inheritdoc/>
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) => _writer.Do(
        store =>
        {
            _writer.Upkeep.Deletable(store.MarkDeletable(persistenceId, toSequenceNr));
            return false;
        },
        cancellationToken);

    private SerializationException? Append(List<StoredEvent> stored, AtomicWrite write)
    {
        var before = stored.Count;
        try
        {
            foreach (var persistent in (IEnumerable<IPersistentRepresentation>)write.Payload)
            {
                var serializer = _serialization.FindSerializerFor(persistent.Payload);
                stored.Add(new StoredEvent(
                    persistent.PersistenceId,
                    persistent.SequenceNr,
                    serializer.Identifier,
                    Serialization.ManifestFor(serializer, persistent.Payload),
                    serializer.ToBinary(persistent.Payload)));
            }

            return null;
        }
        catch (SerializationException cannot)
        {
            stored.RemoveRange(before, stored.Count - before);
            return cannot;
        }
    }

    private Persistent Read(StoredEvent happened, long created) => new(
        _serialization.Deserialize(happened.Bytes, happened.Identifier, happened.Manifest),
        happened.SequenceNr,
        happened.PersistenceId,
        happened.Manifest,
        timestamp: created);
}
