using System.Diagnostics;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Greylisting;
using Microsoft.Data.Sqlite;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>A snapshot that cannot be saved is retried after its own back-off, and leaves no parts.</summary>
public sealed class FailedSnapshotTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_parts_of_a_snapshot_that_fails_are_deleted_at_once()
    {
        using var folder = new StoreFolder();
        folder.Prepare("greylist.db");
        Run(folder["greylist.db"], "CREATE TRIGGER refuse BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'the test refuses it'); END");
        using (var writer = new StoreWriter(folder["greylist.db"]))
        {
            var snapshot = new StoredSnapshot("a", 10, 100, 1, "m", new byte[1024 * 1024]);
            await Assert.ThrowsAsync<SqliteException>(() => writer.Save(snapshot, CancellationToken.None).WaitAsync(Patience));
            await Until("no part is left", () => Run(folder["greylist.db"], "SELECT count(*) FROM snapshot_part") is 0L);

            // The parts of another snapshot stay.
            Run(folder["greylist.db"], "DROP TRIGGER refuse");
            await writer.Save(snapshot with { Created = 101 }, CancellationToken.None).WaitAsync(Patience);
            Assert.Equal(8L, Run(folder["greylist.db"], "SELECT count(*) FROM snapshot_part"));
            Assert.Equal(snapshot.Bytes, StoreReader.Snapshot(folder["greylist.db"], "a", long.MaxValue, long.MaxValue)!.Value.Bytes);
        }

        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task A_snapshot_that_failed_is_not_retried_after_every_event()
    {
        var refused = new RefusedSnapshots();
        await using var lab = new GreylistLab
        {
            Limits = new PartitionLimits(SnapshotEvery: 3),
            With = dependencies => dependencies with { SnapshotBackOff = new BackOff(TimeSpan.FromHours(1), TimeSpan.FromHours(1)) },
            Refused = refused,
        };
        lab.Start();
        for (var i = 0; i < 40; i++)
            Assert.Equal(VerdictReason.NeverSeen, await lab.Reason(AttemptOf($"192.0.{i}.0/24")));
        // A snapshot that was in progress when the next was due may fail too.
        Assert.InRange(refused.Tries, 1, 2);
    }

    [Fact]
    public async Task A_snapshot_that_failed_is_saved_after_the_back_off_without_another_event()
    {
        await using var lab = Started(new PartitionLimits(SnapshotEvery: 3), dependencies => dependencies with { SnapshotBackOff = new BackOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)) });
        Run(lab.StorePath, "CREATE TRIGGER refuse BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'the test refuses it'); END");
        for (var i = 0; i < 6; i++)
            await lab.Reason(AttemptOf($"192.0.{i}.0/24"));
        Assert.Equal(0, lab.Count("snapshot"));

        Run(lab.StorePath, "DROP TRIGGER refuse");
        await Until("the snapshot is saved", () => lab.Count("snapshot") == 1);
        Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(AttemptOf("192.0.0.0/24")));
    }

    private static async Task Until(string what, Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"Not within {Patience}: {what}");
            await Task.Delay(10);
        }
    }

    private static object? Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
