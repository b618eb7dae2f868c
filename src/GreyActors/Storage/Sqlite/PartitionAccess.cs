using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Storage.Sqlite;

/// <summary>Reads and writes partitions of a store that no service has open, as the service itself would.</summary>
internal static class PartitionAccess
{
    /// <summary>Reads a partition.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The partition is damaged.</exception>
    public static StoredPartition Read(string path, int number)
    {
        var partition = new StoredPartition(number);
        var id = partition.PersistenceId;
        var since = 0L;
        if (StoreReader.Snapshot(path, id, long.MaxValue, long.MaxValue) is { } snapshot)
        {
            partition.State.Restore((GreylistSnapshot)GreylistFormat.Read(snapshot.Bytes, snapshot.Manifest));
            since = snapshot.SequenceNr;
        }

        foreach (var (happened, _) in StoreReader.Events(path, id, since + 1, long.MaxValue, long.MaxValue))
            partition.State.Apply((GreylistEvent)GreylistFormat.Read(happened.Bytes, happened.Manifest));
        partition.SequenceNr = Math.Max(since, StoreReader.HighestSequenceNr(path, id));
        return partition;
    }

    /// <summary>Writes a partition that has something unwritten: all of it or, if the process is killed meanwhile, next to nothing.</summary>
    /// <remarks>
    /// A snapshot, because the service would need ten seconds at each start for a million triplets as events, until it takes a snapshot itself; and one
    /// event with the same number, because only the journal remembers the highest number.
    /// </remarks>
    public static async Task Write(StoreWriter writer, StoredPartition partition, DateTimeOffset now)
    {
        if (partition.Unwritten is not { } happened)
            return;
        var number = partition.SequenceNr + 1;
        var stored = new StoredEvent(
            partition.PersistenceId, number, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(happened), GreylistFormat.Write(happened));
        await writer.Store([stored], CancellationToken.None).ConfigureAwait(false);
        var snapshot = partition.State.TakeSnapshot();
        await writer.Save(
            new StoredSnapshot(
                partition.PersistenceId, number, now.UtcTicks, GreylistSerializer.StoredIdentifier, GreylistFormat.ManifestOf(snapshot), GreylistFormat.Write(snapshot)),
            CancellationToken.None).ConfigureAwait(false);
        partition.MarkWritten(number);
    }
}
