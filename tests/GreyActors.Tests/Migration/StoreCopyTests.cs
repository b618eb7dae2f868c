using System.Net;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Migration;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Storage;
using GreyActors.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Migration;

/// <summary>A copy of one store into another.</summary>
public sealed class StoreCopyTests : IDisposable
{
    private const int Partitions = 4;
    private const int Parts = (2 * Partitions) + 1;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_copy_has_all_entries_of_all_states()
    {
        var (source, target) = (await Source(), Store("target.db"));
        var steps = new List<long>();

        Assert.Equal(new StoreCopied(Triplets: 100, KnownClients: 20, TrappedClients: 2, Parts, Written: Parts), await StoreCopy.Run(source, target, steps.Add));

        Assert.Equal(Enumerable.Range(1, StoreCopy.StepsOf(Partitions)).Select(step => (long)step), steps);
        Assert.Equal(Shown(source), Shown(target));
        Assert.NotEmpty(Numbers().SelectMany(number => target.Read(number).State.TakeSnapshot().Identities));
        Assert.Null(target.UnfinishedCopy);
        CompleteStore.Check(target);
    }

    [Fact]
    public async Task A_copied_store_copied_back_equals_the_first_one()
    {
        var (source, target, back) = (await Source(), Store("target.db"), Store("back.db"));
        await StoreCopy.Run(source, target, Ignored);
        // Only the journal of a store remembers the numbers; they need not be equal.
        await StoreCopy.Run(target, back, Ignored);
        Assert.Equal(Shown(source), Shown(back));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Parts - 1)]
    public async Task An_interrupted_copy_is_refused_by_a_service_and_continues_where_it_stopped(int written)
    {
        var (source, target) = (await Source(), Store("target.db"));
        await Assert.ThrowsAsync<IOException>(() => StoreCopy.Run(source, new FailingStorage(target, written), Ignored));

        Assert.Equal(source.Name, target.UnfinishedCopy);
        var refused = Assert.Throws<StartRefusedException>(() => CompleteStore.Check(target));
        Assert.Equal(ExitCode.Config, refused.ExitCode);
        Assert.Contains("has not finished: repeat greyactors store copy", refused.Message, StringComparison.Ordinal);

        Assert.Equal(Parts - written, (await StoreCopy.Run(source, target, Ignored)).Written);
        Assert.Equal(Shown(source), Shown(target));
        CompleteStore.Check(target);
    }

    [Fact]
    public async Task Entries_that_the_source_lost_after_an_interruption_are_not_in_the_copy()
    {
        var (source, target) = (await Source(), Store("target.db"));
        await Assert.ThrowsAsync<IOException>(() => StoreCopy.Run(source, new FailingStorage(target, Partitions), Ignored));
        var partition = source.Read(0);
        partition.Forget(partition.State.TakeSnapshot().Triplets.First().Triplet);
        await source.Write([partition], SenderNormaliser.Version);

        var copied = await StoreCopy.Run(source, target, Ignored);

        Assert.Equal((99, Parts - Partitions + 1), (copied.Triplets, copied.Written));
        Assert.Equal(Shown(source), Shown(target));
    }

    [Fact]
    public async Task A_finished_copy_that_is_repeated_writes_nothing()
    {
        var (source, target) = (await Source(), Store("target.db"));
        await StoreCopy.Run(source, target, Ignored);
        Assert.Equal(new StoreCopied(Triplets: 100, KnownClients: 20, TrappedClients: 2, Parts, Written: 0), await StoreCopy.Run(source, new FailingStorage(target, 0), Ignored));
    }

    [Fact]
    public async Task A_target_with_other_entries_is_not_changed()
    {
        var (source, target) = (await Source(), Store("target.db"));
        var other = target.Read(2);
        other.Learn(Known(7));
        await target.Write([other], SenderNormaliser.Version);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StoreCopy.Run(source, target, Ignored));

        Assert.Equal(ExitCode.CannotCreate, refused.ExitCode);
        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal([Known(7)], Numbers().SelectMany(number => target.Read(number).State.TakeSnapshot().Triplets));
        Assert.Null(target.UnfinishedCopy);
    }

    [Fact]
    public async Task A_copy_that_the_target_does_not_give_back_is_an_error_and_stays_marked()
    {
        var (source, target) = (await Source(), Store("target.db"));
        var failed = await Assert.ThrowsAsync<IOException>(() => StoreCopy.Run(source, new FailingStorage(target, int.MaxValue) { LosesTraps = true }, Ignored));
        Assert.Contains("traps-partition-00", failed.Message, StringComparison.Ordinal);
        Assert.Contains("0 entries instead of 2", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(target.UnfinishedCopy);
    }

    [Fact]
    public async Task Stores_with_different_numbers_of_partitions_are_not_copied()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(async () => await StoreCopy.Run(await Source(), Store("target.db", partitions: 8), Ignored));
        Assert.Equal(ExitCode.Config, refused.ExitCode);
        Assert.Contains("has 4 partitions", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incomplete_source_is_not_copied()
    {
        var source = await Source();
        source.MarkCopy("elsewhere");
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StoreCopy.Run(source, Store("target.db"), Ignored));
        Assert.Contains("target of a copy of elsewhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_has_the_version_of_the_sources_keys()
    {
        var (source, target) = (Store("source.db"), Store("target.db"));
        await source.Write([], senderFolding: 1);
        await StoreCopy.Run(source, target, Ignored);
        Assert.Equal(1, target.SenderFolding);
    }

    [Fact]
    public void Content_depends_on_every_entry_and_not_on_their_order()
    {
        var content = StoredContent.Of(GreylistSnapshot.Of(Known(1), Known(2)));
        Assert.Equal(2, content.Entries);
        Assert.Equal(content, StoredContent.Of(GreylistSnapshot.Of(Known(2), Known(1))));
        Assert.NotEqual(content, StoredContent.Of(GreylistSnapshot.Of(Known(1), Known(3))));
        Assert.NotEqual(content, StoredContent.Of(GreylistSnapshot.Of(Known(1), Known(2) with { Times = new TripletTimes(5, 6) })));
        Assert.Equal(0, StoredContent.Of(new KnownClientsState().TakeSnapshot()).Entries);
    }

    private static void Ignored(long step)
    {
    }

    private static IEnumerable<int> Numbers() => Enumerable.Range(0, Partitions);

    private SqliteStorage Store(string name, int partitions = Partitions)
    {
        var store = SqliteStorage.WithoutLock(_folder.Settings(name) with { Partitions = partitions }, TimeProvider.System);
        store.Prepare();
        return store;
    }

    // A part of the triplets as events with several identities, so that there are records of identities.
    private async Task<SqliteStorage> Source()
    {
        var store = Store("source.db");
        StoredPartition[] triplets = [.. Numbers().Select(store.Read)];
        for (var i = 0; i < 100; i++)
        {
            var known = Known(i);
            var partition = triplets[Partitioning.Of(known.Triplet.ReversePath, known.Triplet.ForwardPath, Partitions)];
            partition.State.Apply(StoredPartition.EventOf(known));
            partition.Learn(known);
        }

        StoredKnownClients[] pairs = [.. Numbers().Select(store.ReadKnown)];
        for (var i = 0; i < 20; i++)
            pairs[i % Partitions].Learn(new KnownEntry(KnownKey.Pair(new ClientIdentity($"198.51.{i}.0/24"), $"o{i}.example"), new KnownTimes(i, i, 1, KnownSource.Passed)));
        var traps = new StoredTraps();
        traps.TakeOver(new TrapSnapshot(
            [new TrappedClient(IPNetwork.Parse("192.0.2.0/24"), 1, 2, "trap@example.com"), new TrappedClient(IPNetwork.Parse("2001:db8::/64"), 3, 3, "trap@example.com")]));
        await store.Write([.. triplets, .. pairs, traps], SenderNormaliser.Version);
        return store;
    }

    private static KnownTriplet Known(int number) => new(
        new Triplet(ClientIdentity.OfSpf($"sender{number % 7}.example"), $"ann{number}@example.org", $"bob{number}@example.com"),
        new TripletTimes(Now.ToUnixTimeMilliseconds() + number, number % 2 == 0 ? Now.ToUnixTimeMilliseconds() + (2 * number) : TripletTimes.NotPassed));

    private static string[] Shown(SqliteStorage store) =>
    [
        .. Numbers().SelectMany(number => store.Read(number).State.TakeSnapshot().Triplets).Select(known => known.ToString()).Order(StringComparer.Ordinal),
        .. Numbers().SelectMany(number => store.Read(number).State.TakeSnapshot().Identities).Select(record => $"{record.Key} {record.Value.Total}").Order(StringComparer.Ordinal),
        .. store.ReadTraps().State.TakeSnapshot().Clients.Select(client => client.ToString()),
    ];
}
