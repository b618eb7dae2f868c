using GreyActors.Greylisting;

namespace GreyActors.Storage.Sqlite;

/// <summary>Reads and writes partitions of a store that no service has open, as the service itself would.</summary>
internal static class PartitionAccess
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Reads the stored content of a new partition.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The partition is damaged.</exception>
    public static T Read<T>(string path, T partition)
        where T : StoredState
    {
        var id = partition.PersistenceId;
        var since = 0L;
        if (StoreReader.Snapshot(path, id, long.MaxValue, long.MaxValue) is { } snapshot)
        {
            partition.Restore(GreylistFormat.Read(snapshot.Bytes, snapshot.Manifest));
            since = snapshot.SequenceNr;
        }

        foreach (var (happened, _) in StoreReader.Events(path, id, since + 1, long.MaxValue, long.MaxValue))
            partition.Replay(GreylistFormat.Read(happened.Bytes, happened.Manifest));
        partition.SequenceNr = Math.Max(since, StoreReader.HighestSequenceNr(path, id));
        return partition;
    }

    /// <summary>Writes the partitions that have something unwritten, and the version of their keys, in one transaction.</summary>
    public static void Write(string path, IReadOnlyCollection<StoredState> partitions, int senderFolding, DateTimeOffset now)
    {
        StoredState[] changed = [.. partitions.Where(partition => partition.Unwritten is not null)];
        using (var store = new WriteConnection(path, LockTimeout))
        {
            store.InTransaction(connection =>
            {
                foreach (var partition in changed)
                    Write(connection, partition, now);
                connection.KeepSenderFolding(senderFolding);
                return changed.Length;
            });
        }

        foreach (var partition in changed)
            partition.MarkWritten(partition.SequenceNr + 1);
    }

    // A snapshot, because the service would need ten seconds at each start for a million triplets as events, until it takes a snapshot itself; and one event
    // with the same number, because only the journal remembers the highest number. Earlier snapshots are deleted, so that the file hardly grows.
    private static void Write(WriteConnection store, StoredState partition, DateTimeOffset now)
    {
        var (id, number, happened, snapshot) = (partition.PersistenceId, partition.SequenceNr + 1, partition.Unwritten!, partition.TakeSnapshot());
        store.Insert(new StoredEvent(id, number, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(happened), GreylistFormat.Write(happened)), now.UtcTicks);
        store.DeleteSnapshots(id, 0, number - 1, long.MaxValue);
        store.Finish(
            new StoredSnapshot(id, number, now.UtcTicks, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(snapshot), GreylistFormat.Write(snapshot)),
            parts: 0);
        while (store.DeleteVoidParts(id))
        {
        }
    }
}
