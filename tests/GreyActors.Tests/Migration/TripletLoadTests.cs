using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Migration;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Configuration;
using GreyActors.Tests.Greylisting;
using GreyActors.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Migration;

/// <summary>A greylist that is started with the store knows the imported triplets.</summary>
public sealed class TripletLoadTests : IDisposable
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
    public async Task An_imported_pass_passes_at_once_and_an_imported_wait_continues()
    {
        await Load(Triplet("ann@example.org", firstSeen: -90, lastUsed: -30), Triplet("eve@example.org", firstSeen: -5), Triplet("new@example.org", firstSeen: -1));

        await using var lab = GreylistLab.Over(Store.Path, Now);
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(GreylistLab.AttemptOf(reversePath: "ann@example.org")));
        Assert.Equal(VerdictReason.WaitedLongEnough, await lab.Reason(GreylistLab.AttemptOf(reversePath: "eve@example.org")));
        Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(GreylistLab.AttemptOf(reversePath: "new@example.org")));
        Assert.Equal(VerdictReason.NeverSeen, await lab.Reason(GreylistLab.AttemptOf(reversePath: "nobody@example.org")));
        // Later events also survive a restart, because their numbers continue.
        await lab.Restart();
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(GreylistLab.AttemptOf(reversePath: "eve@example.org")));
        Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(GreylistLab.AttemptOf(reversePath: "nobody@example.org")));
    }

    [Fact]
    public async Task Known_triplets_are_kept_and_the_newer_entry_wins()
    {
        string older;
        await using (var lab = GreylistLab.Started())
        {
            await lab.Judge(GreylistLab.AttemptOf(reversePath: "waits@example.org"));
            await lab.Judge(GreylistLab.AttemptOf(reversePath: "passed@example.org"));
            lab.Clock.Advance(TimeSpan.FromMinutes(5));
            await lab.Judge(GreylistLab.AttemptOf(reversePath: "passed@example.org"));
            await lab.System.Terminate();
            older = _folder["greylist.db"];
            Copy(lab.StorePath, older);
        }

        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(
            [LoadOutcome.Known.Instance, new LoadOutcome.Imported(HasPassed: true, IsNew: false), new LoadOutcome.Imported(HasPassed: false, IsNew: true)],
            await Load(
                Triplet("passed@example.org", firstSeen: 2), Triplet("waits@example.org", firstSeen: -8, lastUsed: -2), Triplet("third@example.org", firstSeen: -4)));

        await using var over = GreylistLab.Over(older, _clock.GetUtcNow());
        foreach (var known in new[] { "passed@example.org", "waits@example.org" })
            Assert.Equal(VerdictReason.KnownTriplet, await over.Reason(GreylistLab.AttemptOf(reversePath: known)));
    }

    [Fact]
    public async Task A_second_import_of_the_same_entries_changes_nothing()
    {
        OldEntry.Triplet[] entries = [Triplet("ann@example.org", firstSeen: -90, lastUsed: -30), Triplet("eve@example.org", firstSeen: -5)];
        await Load(entries);
        var load = TripletLoad.Into(Storage, Greylisting, _clock);
        Assert.All(entries, entry => Assert.IsType<LoadOutcome.Known>(load.Learn(entry)));
        Assert.False(await load.Write());
    }

    [Fact]
    public async Task Paths_and_clients_are_normalised()
    {
        await Load(new OldEntry.Triplet("w", "", IPAddress.Parse("192.0.2.77"), 32, "Bounce-4711@Example.ORG", "Bob@EXAMPLE.com", Times(-90, -30)));
        await using var lab = GreylistLab.Over(Store.Path, Now);
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(GreylistLab.AttemptOf("192.0.2.0/24", "bounce-#@example.org", "bob@example.com")));
    }

    [Fact]
    public async Task An_entry_without_a_meaning_is_reported_and_not_stored()
    {
        Assert.All(
            await Load(
                new OldEntry.Triplet("w", "", IPAddress.Parse("192.0.2.0"), 23, "a@example.org", "b@example.com", Times(-90, -30)),
                Triplet("old@example.org", firstSeen: -2_000_000, lastUsed: -1_000_000),
                Triplet("late@example.org", firstSeen: -1_000_000),
                Triplet("ahead@example.org", firstSeen: 3000)),
            outcome => Assert.IsType<LoadOutcome.NotImported>(outcome));
        Assert.Equal(0L, StoreReader.HighestSequenceNr(Store.Path, "greylist-partition-00"));
    }

    [Fact]
    public async Task The_old_wait_of_a_passed_triplet_is_not_reported()
    {
        var outcomes = await Load(Triplet("ann@example.org", firstSeen: -30, lastUsed: -30), Triplet("ann@example.org", firstSeen: -1_000_000));
        Assert.Equal(new LoadOutcome.Imported(HasPassed: true, IsNew: false), outcomes[1]);
    }

    [Fact]
    public async Task Too_many_waiting_triplets_replace_each_other()
    {
        var greylisting = Greylisting with { MaxTriplets = 1600 };
        Storage.Prepare();
        var load = TripletLoad.Into(Storage, greylisting, _clock);
        for (var number = 0; number < 5000; number++)
            load.Learn(Triplet($"flood{number}@example.org", firstSeen: -number % 1000));
        await load.Write();
        Assert.True(load.CrowdedOut > 3000, $"{load.CrowdedOut} were crowded out");
        Assert.InRange(Enumerable.Range(0, 16).Sum(number => Storage.Read(number).State.Count), 1000, 1600);
    }

    private static GreylistingSettings Greylisting => Configured.Valid("").Settings.Greylisting with { Timing = GreylistLab.Timing };

    // In minutes from now.
    private static OldEntry.Triplet Triplet(string reversePath, int firstSeen, int? lastUsed = null) =>
        new("w", "", IPAddress.Parse("192.0.2.1"), 32, reversePath, "bob@example.com", Times(firstSeen, lastUsed));

    private static TripletTimes Times(int firstSeen, int? lastUsed) => new(At(firstSeen), lastUsed is { } used ? At(used) : TripletTimes.NotPassed);

    private static long At(int minutes) => Now.AddMinutes(minutes).ToUnixTimeMilliseconds();

    private static void Copy(string from, string to)
    {
        File.Copy(from, to);
        if (File.Exists(from + "-wal"))
            File.Copy(from + "-wal", to + "-wal");
    }

    private async Task<List<LoadOutcome>> Load(params OldEntry.Triplet[] entries)
    {
        Storage.Prepare();
        var load = TripletLoad.Into(Storage, Greylisting, _clock);
        var outcomes = entries.Select(load.Learn).ToList();
        await load.Write();
        SqliteConnection.ClearAllPools();
        return outcomes;
    }
}
