using System.Globalization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Greylisting;
using GreyActors.Tests.Known;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

public sealed class KnownClientsStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreFolder _folder = new();

    private StoreSettings Store => _folder.Settings("greylist.db");

    private SqliteStorage Storage => SqliteStorage.WithoutLock(Store, TimeProvider.System);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Entries_that_were_written_offline_are_known_to_the_service_and_later_events_continue()
    {
        await Write();

        await using var lab = new KnownClientsLab(over: GreylistLab.Over(Store.Path, Now));
        Assert.Equal(VerdictReason.KnownPair, await lab.Reason(KnownClientsLab.AttemptOf()));
        await lab.NotePass(KnownClientsLab.AttemptOf(network: "198.51.100.0/24"));
        await lab.Restart();
        lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(
            VerdictReason.KnownPair,
            await lab.Reason(KnownClientsLab.AttemptOf() with { Identities = [new ClientIdentity("198.51.100.0/24")] }));
    }

    [Fact]
    public async Task Triplets_and_known_clients_are_written_in_one_step_and_read_back_offline()
    {
        await Write();
        await Write();

        var known = Storage.ReadKnown(Number);
        Assert.Equal((1, 2L), (known.State.Count, known.SequenceNr));
        Assert.Equal(1, Enumerable.Range(0, Store.Partitions).Sum(number => Storage.Read(number).State.Count));
    }

    [Fact]
    public async Task A_write_that_fails_changes_neither_triplets_nor_known_clients()
    {
        await Write();
        using (var connection = new SqliteConnection($"Data Source={Store.Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TRIGGER refusal BEFORE INSERT ON journal WHEN new.persistence_id LIKE 'known-clients%' BEGIN SELECT RAISE(ABORT, 'refused'); END";
            command.ExecuteNonQuery();
        }

        await Assert.ThrowsAsync<IOException>(Write);
        Assert.Equal(1L, StoreReader.HighestSequenceNr(Store.Path, StoredKnownClients.PersistenceIdOf(Number)));
        Assert.All(Enumerable.Range(0, Store.Partitions), number => Assert.InRange(Storage.Read(number).SequenceNr, 0, 1));
    }

    [Theory]
    [InlineData("journal", "message")]
    [InlineData("snapshot", "snapshot")]
    public async Task An_unreadable_row_of_the_known_clients_is_damage(string table, string column)
    {
        await Write();
        using (var connection = new SqliteConnection($"Data Source={Store.Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"UPDATE {table} SET {column} = x'FFFFFFFF' WHERE persistence_id LIKE 'known-clients%'");
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var error = Assert.Throws<StartRefusedException>(Storage.Prepare);
        Assert.Contains(StoredKnownClients.PersistenceIdOf(Number), error.Message, StringComparison.Ordinal);
    }

    private int Number => Partitioning.Of("example.org", Store.Partitions);

    private Task Write()
    {
        _folder.Prepare("greylist.db");
        var (at, triplet) = (Now.ToUnixTimeMilliseconds(), new Triplet(new ClientIdentity("192.0.2.0/24"), "ann@example.org", "bob@example.com"));
        var known = Storage.ReadKnown(Number);
        known.Learn(new KnownEntry(
            KnownKey.Pair(ClientIdentity.OfSpf("example.org"), "example.org"),
            new KnownTimes(at - TimeSpan.FromDays(2).Ticks / TimeSpan.TicksPerMillisecond, at, 7, KnownSource.History)));
        var partition = Storage.Read(Partitioning.Of(triplet.ReversePath, triplet.ForwardPath, Store.Partitions));
        partition.Learn(new KnownTriplet(triplet, new TripletTimes(at, at)));
        return Storage.Write([partition, known], SenderNormaliser.Version);
    }
}
