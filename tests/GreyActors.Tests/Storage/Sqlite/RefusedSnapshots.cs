using Akka.Actor.Setup;
using Akka.Persistence;
using Akka.Persistence.Snapshot;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>Counts the snapshots that <see cref="RefusingSnapshotStore"/> has refused.</summary>
public sealed class RefusedSnapshots : Setup
{
    public const string Hocon = """akka.persistence.snapshot-store.greylist.class = "GreyActors.Tests.Storage.Sqlite.RefusingSnapshotStore, GreyActors.Tests" """;

    private int _tries;

    public int Tries => Volatile.Read(ref _tries);

    internal void Count() => Interlocked.Increment(ref _tries);
}

/// <summary>Has no snapshot and saves none.</summary>
public sealed class RefusingSnapshotStore : SnapshotStore
{
    private readonly RefusedSnapshots _refused = Context.System.Settings.Setup.Get<RefusedSnapshots>().Value;

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        Task.FromResult<SelectedSnapshot>(null!);

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        _refused.Count();
        return Task.FromException(new IOException("The test refuses the snapshot."));
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) => Task.CompletedTask;
}
