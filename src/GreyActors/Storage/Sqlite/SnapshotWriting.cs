namespace GreyActors.Storage.Sqlite;

/// <summary>Writes a snapshot: a large one in parts, so that events can be stored in between.</summary>
internal static class SnapshotWriting
{
    private const int Length = 128 * 1024;

    /// <summary>Writes a snapshot, which becomes valid when the task completes. If that fails, its parts are deleted.</summary>
    public static async Task Save(this StoreWriter writer, StoredSnapshot snapshot, CancellationToken cancelled)
    {
        var parts = snapshot.Bytes.Length <= Length ? 0 : (snapshot.Bytes.Length + Length - 1) / Length;
        try
        {
            await Write(writer, snapshot, parts, cancelled).ConfigureAwait(false);
        }
        catch when (parts > 0)
        {
            writer.Upkeep.Abandoned(snapshot);
            throw;
        }
    }

    private static async Task Write(StoreWriter writer, StoredSnapshot snapshot, int parts, CancellationToken cancelled)
    {
        for (var part = 0; part < parts; part++)
        {
            var number = part;
            var bytes = snapshot.Bytes.AsMemory(part * Length);
            await writer.Do(
                store =>
                {
                    store.InsertPart(snapshot, number, bytes[..Math.Min(Length, bytes.Length)]);
                    return false;
                },
                cancelled).ConfigureAwait(false);
        }

        await writer.Do(
            store =>
            {
                store.Finish(snapshot, parts);
                return false;
            },
            cancelled).ConfigureAwait(false);
    }
}
