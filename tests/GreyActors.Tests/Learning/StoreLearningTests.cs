using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Learning;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Configuration;
using GreyActors.Tests.Greylisting;
using GreyActors.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Learning;

/// <summary>A greylist that is started with the store knows what was learnt.</summary>
public sealed class StoreLearningTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreFolder _folder = new();
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = new(Now);

    private StoreSettings Store => _folder.Settings("greylist.db");

    private SqliteStorage Storage => SqliteStorage.WithoutLock(Store, _clock);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_learnt_triplet_passes_at_once_and_a_learnt_pair_is_known()
    {
        var (triplets, pairs) = await Learn([Triplet("ann@example.org", 10, 2)], [Pair("example.org", 10, 2)]);

        Assert.Equal((1, 1), (triplets.Added, pairs.Added));
        await using var lab = GreylistLab.Over(Store.Path, Now);
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(GreylistLab.AttemptOf(reversePath: "ann@example.org")));
        Assert.Equal(VerdictReason.NeverSeen, await lab.Reason(GreylistLab.AttemptOf(reversePath: "eve@example.org")));
        Assert.Equal(1, Enumerable.Range(0, 16).Sum(number => Storage.ReadKnown(number).State.Count));
    }

    [Fact]
    public async Task Learning_the_same_again_changes_nothing()
    {
        await Learn([Triplet("ann@example.org", 10, 2)], [Pair("example.org", 10, 2)]);
        var (triplets, pairs) = await Learn([Triplet("ann@example.org", 10, 2)], [Pair("example.org", 10, 2)]);

        Assert.Equal((new LearnCounts { Unchanged = 1 }, new LearnCounts { Unchanged = 1 }), (triplets, pairs));
    }

    [Fact]
    public async Task Newer_mail_updates_what_is_known()
    {
        await Learn([Triplet("ann@example.org", 10, 5)], [Pair("example.org", 10, 5)]);
        var (triplets, pairs) = await Learn([Triplet("ann@example.org", 8, 2)], [Pair("example.org", 8, 2)]);

        Assert.Equal((new LearnCounts { Updated = 1 }, new LearnCounts { Updated = 1 }), (triplets, pairs));
        var times = Enumerable.Range(0, 16).Select(number => Storage.ReadKnown(number).State.Find(Pair("example.org", 0, 0).Key)).Single(found => found is not null)!.Value;
        Assert.Equal((At(10), At(2)), (times.FirstPass, times.LastUsed));
    }

    [Fact]
    public async Task Entries_that_are_too_old_or_in_the_future_are_counted()
    {
        var (triplets, pairs) = await Learn([Triplet("ann@example.org", 100, 90), Triplet("eve@example.org", 2, -2)], [Pair("example.org", 100, 90), Pair("example.net", 2, -2)]);

        Assert.Equal((new LearnCounts { Expired = 1, Ahead = 1 }, new LearnCounts { Expired = 1, Ahead = 1 }), (triplets, pairs));
    }

    [Fact]
    public async Task Nothing_is_stored_before_the_end()
    {
        Storage.Prepare();
        var learning = new StoreLearning(Settings, Storage, Now);
        learning.Learn([Triplet("ann@example.org", 10, 2)]);

        Assert.Equal(0, Enumerable.Range(0, 16).Sum(number => Storage.Read(number).State.Count));
        await learning.Write();
        Assert.Equal(1, Enumerable.Range(0, 16).Sum(number => Storage.Read(number).State.Count));
    }

    private static GreyActorsSettings Settings => Configured.Valid("").Settings;

    private async Task<(LearnCounts Triplets, LearnCounts Pairs)> Learn(KnownTriplet[] triplets, KnownEntry[] pairs)
    {
        Storage.Prepare();
        var learning = new StoreLearning(Settings, Storage, Now);
        var counts = (learning.Learn(triplets), learning.Learn(pairs));
        await learning.Write();
        SqliteConnection.ClearAllPools();
        return counts;
    }

    // In days before now.
    private static KnownTriplet Triplet(string reversePath, int first, int last) =>
        new(new Triplet(new ClientIdentity("192.0.2.0/24"), reversePath, "bob@example.com"), new TripletTimes(At(first), At(last)));

    private static KnownEntry Pair(string organisation, int first, int last) =>
        new(KnownKey.Pair(new ClientIdentity("192.0.2.0/24"), organisation), new KnownTimes(At(first), At(last), 2, KnownSource.History));

    private static long At(int days) => Now.AddDays(-days).ToUnixTimeMilliseconds();
}
