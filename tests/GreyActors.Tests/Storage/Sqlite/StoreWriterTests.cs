using GreyActors.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

public sealed class StoreWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StoreFolder _folder = new();
    private readonly StoreWriter _writer;

    public StoreWriterTests()
    {
        _folder.Prepare("greylist.db");
        _writer = new StoreWriter(Path);
    }

    private string Path => _folder["greylist.db"];

    public void Dispose()
    {
        _writer.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Stored_events_are_read_in_order()
    {
        await Store("a", 1, 2, 3);
        await Store("b", 1);
        await Store("a", 4);
        Assert.Equal([1, 2, 3, 4], Numbers("a"));
        Assert.Equal([2, 3], StoreReader.Events(Path, "a", 2, 9, 2).Select(read => read.Event.SequenceNr));
        Assert.Equal(4, StoreReader.HighestSequenceNr(Path, "a"));
        Assert.Equal(0, StoreReader.HighestSequenceNr(Path, "c"));
    }

    [Fact]
    public async Task A_duplicate_event_fails_and_the_events_of_the_same_group_do_not()
    {
        await Store("a", 1);
        // Blocked, so that the next writes are one group.
        using var locked = Locked();
        var others = new[] { Store("b", 1), Store("a", 1), Store("c", 1) };
        locked.Dispose();
        await others[0].WaitAsync(Patience);
        await others[2].WaitAsync(Patience);
        await Assert.ThrowsAsync<SqliteException>(() => others[1]);
        Assert.Equal([1], Numbers("b"));
        Assert.Equal([1], Numbers("c"));
    }

    [Fact]
    public async Task A_lock_of_another_process_fails_waiting_events_and_no_later_ones()
    {
        using (Locked())
            await Assert.ThrowsAsync<SqliteException>(() => Store("a", 1).WaitAsync(Patience));
        await Store("a", 1).WaitAsync(Patience);
        Assert.Equal([1], Numbers("a"));
    }

    [Fact]
    public async Task A_failed_chore_undoes_its_step_and_the_writer_continues()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _writer.Do(
            store =>
            {
                store.Insert(Event("a", 1), created: 0);
                throw new InvalidOperationException("The test fails.");
            },
            CancellationToken.None));
        Assert.Empty(Numbers("a"));
        await Store("a", 1);
        Assert.Equal([1], Numbers("a"));
    }

    [Fact]
    public async Task A_full_queue_fails_a_write_at_once_and_the_writer_continues_when_there_is_room()
    {
        using var hangs = new ManualResetEventSlim();
        using var thaw = new ManualResetEventSlim();
        var hung = _writer.DoOnce(_ =>
        {
            hangs.Set();
            thaw.Wait();
        });
        Assert.True(hangs.Wait(Patience));
        var waiting = Enumerable.Range(0, 20_000).Select(_ => _writer.Settled(CancellationToken.None)).ToArray();
        Assert.Contains(waiting, write => write.IsFaulted);
        await Assert.ThrowsAsync<IOException>(() => Store("a", 1));

        thaw.Set();
        await hung.WaitAsync(Patience);
        await waiting[0].WaitAsync(Patience);
        await Store("a", 1).WaitAsync(Patience);
        Assert.Equal([1], Numbers("a"));
    }

    [Fact]
    public async Task Deletable_events_are_deleted_except_for_the_last_one()
    {
        for (var number = 1; number <= 1200; number++)
            await Store(number % 2 == 0 ? "a" : "b", number);
        await _writer.Do(
            store =>
            {
                _writer.Upkeep.Deletable(store.MarkDeletable("a", 1000));
                return false;
            },
            CancellationToken.None);
        var gone = DateTime.UtcNow + Patience;
        while (Rows("a") > 101)
            Assert.True(DateTime.UtcNow < gone, "It was not deleted.");
        Assert.Equal(1002, Numbers("a")[0]);
        Assert.Equal(600, Numbers("b").Count);
        Assert.Equal(101, Rows("a"));
    }

    [Fact]
    public async Task A_snapshot_in_parts_is_valid_when_it_is_complete_and_replaces_the_parts_of_older_ones()
    {
        var first = Snapshot(number: 10, fill: 1);
        await Save(first, parts: 3);
        Assert.Equal(first.Bytes, Latest()!.Value.Bytes);

        var second = Snapshot(number: 20, fill: 2);
        await Part(second, 0);
        Assert.Equal(first.Bytes, Latest()!.Value.Bytes);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Finish(second, parts: 3));

        // The rest of the second is like the rest after a crash: the third deletes it too.
        var third = Snapshot(number: 30, fill: 3);
        await Save(third, parts: 3);
        await _writer.Do(
            store =>
            {
                store.DeleteSnapshots("a", 0, 29, long.MaxValue);
                return false;
            },
            CancellationToken.None);
        await _writer.Do(store => store.DeleteVoidParts("a"), CancellationToken.None);
        Assert.Equal(third.Bytes, Latest()!.Value.Bytes);
        Assert.Equal(3L, Scalar("SELECT count(*) FROM snapshot_part"));
    }

    private static StoredEvent Event(string id, long number) => new(id, number, 1, "m", [1, 2, 3]);

    private static StoredSnapshot Snapshot(long number, byte fill) => new("a", number, 100 + number, 1, "m", [.. Enumerable.Repeat(fill, 300)]);

    private Task Store(string id, params long[] numbers) => _writer.Store([.. numbers.Select(number => Event(id, number))], CancellationToken.None);

    private async Task Save(StoredSnapshot snapshot, int parts)
    {
        for (var part = 0; part < parts; part++)
            await Part(snapshot, part);
        await Finish(snapshot, parts);
    }

    private Task Part(StoredSnapshot snapshot, int part) => _writer.Do(
        store =>
        {
            store.InsertPart(snapshot, part, snapshot.Bytes.AsMemory(part * 100, 100));
            return false;
        },
        CancellationToken.None);

    private Task Finish(StoredSnapshot snapshot, int parts) => _writer.Do(
        store =>
        {
            store.Finish(snapshot, parts);
            return false;
        },
        CancellationToken.None);

    private StoredSnapshot? Latest() => StoreReader.Snapshot(Path, "a", long.MaxValue, long.MaxValue);

    private List<long> Numbers(string id) => [.. StoreReader.Events(Path, id, 0, long.MaxValue, long.MaxValue).Select(read => read.Event.SequenceNr)];

    private long Rows(string id) => (long)Scalar($"SELECT count(*) FROM journal WHERE persistence_id = '{id}'")!;

    private SqliteConnection Locked()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
