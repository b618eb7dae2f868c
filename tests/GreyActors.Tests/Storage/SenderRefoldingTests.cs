using System.Net;
using Akka.Actor;
using GreyActors.Cli;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Migration;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Configuration;
using GreyActors.Tests.Greylisting;
using GreyActors.Tests.Hosting;
using GreyActors.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Storage;

/// <summary>A store whose reverse-paths an earlier release has folded.</summary>
public sealed class SenderRefoldingTests : IDisposable
{
    private const string Mailchimp = "bounce-mc.us14_85391542.2170230-4f119f2321@mail38.atl51.rsgsv.net";
    private const string MailchimpFirst = "bounce-mc.us14_#.#-4f119f2321@mail38.atl51.rsgsv.net";
    private const string MailchimpKey = "bounce-mc.us#_#@rsgsv.net";

    private static readonly GreylistTiming Eternal =
        GreylistLab.Timing with { PassLifetime = TimeSpan.FromDays(10_000), RetryWindow = TimeSpan.FromDays(10_000) };

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreFolder _folder = new();
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = new(Now);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sender_that_the_old_store_knows_passes_at_once()
    {
        var storage = await OldStore(Known(MailchimpFirst, -90, -30), Known("ann@example.org", -90, -30), Known("bounce-5_html-#-#@lists.example", -5));
        Assert.Equal(1, storage.SenderFolding);

        Assert.Equal(new RefoldedTriplets(Triplets: 3, Moved: 2, Merged: 0, Expired: 0), SenderRefolding.Run(storage, GreylistLab.Timing, Now));

        await using var lab = GreylistLab.Over(_folder["greylist.db"], Now);
        Assert.Equal(MailchimpKey, SenderNormaliser.Normalise(Mailchimp));
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(AttemptOf(reversePath: MailchimpKey)));
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(AttemptOf(reversePath: "ann@example.org")));
        Assert.Equal(VerdictReason.WaitedLongEnough, await lab.Reason(AttemptOf(reversePath: "bounce-#_html-#@lists.example")));
        Assert.Equal(VerdictReason.NeverSeen, await lab.Reason(AttemptOf(reversePath: MailchimpFirst)));
        // The numbers of later events continue.
        await lab.Restart();
        Assert.Equal(VerdictReason.KnownTriplet, await lab.Reason(AttemptOf(reversePath: "bounce-#_html-#@lists.example")));
    }

    [Fact]
    public async Task Triplets_with_the_same_new_key_are_merged_and_expired_ones_deleted()
    {
        var storage = await OldStore(
            Known(MailchimpFirst, -90, -30), Known("bounce-mc.us2_#.#-e3616ba718@mail9.wdc01.rsgsv.net", -300, -200),
            Known("bounce-mc.us3_#.#-ab7be5b617@mail9.wdc01.mcsv.net", -10_000_000, -9_000_000));

        Assert.Equal(new RefoldedTriplets(Triplets: 3, Moved: 2, Merged: 1, Expired: 1), SenderRefolding.Run(storage, GreylistLab.Timing, Now));
        var triplets = All(storage).ToList();
        Assert.Equal([Known(MailchimpKey, -300, -30)], triplets);
    }

    [Fact]
    public async Task The_store_is_converted_once()
    {
        var storage = await OldStore(Known(MailchimpFirst, -90, -30));
        Assert.NotNull(SenderRefolding.Run(storage, GreylistLab.Timing, Now));
        long[] written = [.. Enumerable.Range(0, storage.Partitions).Select(number => storage.Read(number).SequenceNr)];

        storage.Prepare();
        Assert.Equal(SenderNormaliser.Version, storage.SenderFolding);
        Assert.Null(SenderRefolding.Run(storage, GreylistLab.Timing, Now));
        Assert.Equal(written, Enumerable.Range(0, storage.Partitions).Select(number => storage.Read(number).SequenceNr));
    }

    [Fact]
    public void A_new_store_has_the_keys_of_this_release()
    {
        var storage = Storage();
        storage.Prepare();
        Assert.Equal(SenderNormaliser.Version, storage.SenderFolding);
        Assert.Null(SenderRefolding.Run(storage, GreylistLab.Timing, Now));
    }

    [Fact]
    public void The_first_release_had_keys_of_version_1()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Storage", "Sqlite", "stores", "first-release.db"), _folder["greylist.db"]);
        var storage = Storage();
        storage.Prepare();
        Assert.Equal(1, storage.SenderFolding);
        var before = All(storage).Count();
        Assert.Equal(before, SenderRefolding.Run(storage, Eternal, Now)!.Triplets);
        Assert.Equal(SenderNormaliser.Version, storage.SenderFolding);
    }

    [Fact]
    public async Task A_conversion_that_fails_at_its_last_step_leaves_the_old_store_and_can_be_repeated()
    {
        var storage = await OldStore([.. Enumerable.Range(0, 200).Select(number => Known(MailchimpFirst, -90, -30, $"bob{number}@example.com"))]);
        Execute(_folder["greylist.db"], "CREATE TRIGGER full BEFORE INSERT ON greylist_store WHEN NEW.name = 'sender-folding' BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        Assert.Contains("disk full", Assert.Throws<IOException>(() => SenderRefolding.Run(storage, GreylistLab.Timing, Now)).Message, StringComparison.Ordinal);
        Assert.Equal(1, storage.SenderFolding);
        Assert.Equal(200, All(storage).Count(known => known.Triplet.ReversePath == MailchimpFirst));

        Execute(_folder["greylist.db"], "DROP TRIGGER full");
        Assert.Equal(new RefoldedTriplets(Triplets: 200, Moved: 200, Merged: 0, Expired: 0), SenderRefolding.Run(storage, GreylistLab.Timing, Now));
        Assert.All(All(storage), known => Assert.Equal(MailchimpKey, known.Triplet.ReversePath));
        Assert.Equal(200, All(storage).Count());
    }

    [Fact]
    public async Task The_program_converts_the_store_before_the_greylist_reads_it()
    {
        var old = Known(MailchimpFirst, 0, 0) with { Times = new TripletTimes(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) };
        await using var host = await RunningHost.Start(path => OldStore(Settings(path, partitions: 2), old).GetAwaiter().GetResult());

        var greylist = await host.Find("/user/greylist-server/greylist");
        var judged = await greylist.Ask<Judged>(new JudgeAttempt(1, AttemptOf(reversePath: MailchimpKey)), TimeSpan.FromSeconds(20));
        Assert.Equal(VerdictReason.KnownTriplet, Assert.IsType<JudgeOutcome.Decided>(judged.Outcome).Verdict.Reason);
    }

    [Fact]
    public async Task An_import_converts_the_store_first()
    {
        var storage = await OldStore(Known(MailchimpFirst, -90, -30));
        var settings = Configured.Valid("").Settings with { Store = Settings(_folder["greylist.db"]) };
        var imported = DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeMilliseconds();
        var entry = new OldEntry.Triplet("w", "", IPAddress.Parse("198.51.100.1"), 32, Mailchimp, "bob@example.com", new TripletTimes(imported, imported));

        await ImportLoad.Run(settings with { Greylisting = settings.Greylisting with { Timing = Eternal } }, [entry], new ImportReport(file: null), ImportLists.None);

        Assert.Equal(SenderNormaliser.Version, storage.SenderFolding);
        Assert.All(All(storage), known => Assert.Equal(MailchimpKey, known.Triplet.ReversePath));
        Assert.Equal(2, All(storage).Count());
    }

    [Fact]
    public void A_store_that_a_later_release_has_used_is_converted_back()
    {
        var storage = new InMemoryStorage { SenderFolding = SenderNormaliser.Version + 1 };
        Assert.NotNull(SenderRefolding.Run(storage, GreylistLab.Timing, Now));
        Assert.Equal(SenderNormaliser.Version, storage.SenderFolding);
    }

    private SqliteStorage Storage() => SqliteStorage.WithoutLock(Settings(_folder["greylist.db"]), _clock);

    private StoreSettings Settings(string path, int partitions = 16) => _folder.Settings("greylist.db") with { Path = path, Partitions = partitions };

    private Task<SqliteStorage> OldStore(params KnownTriplet[] triplets) => OldStore(Settings(_folder["greylist.db"]), triplets);

    private async Task<SqliteStorage> OldStore(StoreSettings settings, params KnownTriplet[] triplets)
    {
        var storage = SqliteStorage.WithoutLock(settings, _clock);
        storage.Prepare();
        var partitions = Enumerable.Range(0, storage.Partitions).Select(storage.Read).ToArray();
        foreach (var known in triplets)
            partitions[Partitioning.Of(known.Triplet.ReversePath, known.Triplet.ForwardPath, partitions.Length)].Learn(known);
        await storage.Write(partitions, senderFolding: 1);
        // As the earlier releases did: no version.
        Execute(settings.Path, "DELETE FROM greylist_store WHERE name = 'sender-folding'");
        return storage;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static IEnumerable<KnownTriplet> All(SqliteStorage storage) =>
        Enumerable.Range(0, storage.Partitions).SelectMany(number => storage.Read(number).State.TakeSnapshot().Triplets);

    // In minutes from now.
    private static KnownTriplet Known(string reversePath, int firstSeen, int? lastUsed = null, string forwardPath = "bob@example.com") => new(
        new Triplet(new ClientIdentity("192.0.2.0/24"), reversePath, forwardPath),
        new TripletTimes(At(firstSeen), lastUsed is { } used ? At(used) : TripletTimes.NotPassed));

    private static long At(int minutes) => Now.AddMinutes(minutes).ToUnixTimeMilliseconds();
}
