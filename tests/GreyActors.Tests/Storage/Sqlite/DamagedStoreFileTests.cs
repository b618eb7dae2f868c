using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>
/// Whatever is damaged, and wherever: the store is used with what is left, or is moved aside whole, or the start is refused by on-corruption. It is
/// never taken for the file of another program, and such a file is never touched.
/// </summary>
public sealed class DamagedStoreFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    /// <summary>The place where sixteen bytes are overwritten.</summary>
    public enum Place
    {
        Signature,
        Header,
        SchemaPage,
        WholeFirstPage,
        SchemaCells,
        Interior,
        Leaf,
        IndexLeaf,
        Overflow,
        FreeList,
        WholeFile,
        Length,
    }

    public static TheoryData<Place, OnCorruption> Places
    {
        get
        {
            var cells = new TheoryData<Place, OnCorruption>();
            foreach (var place in Enum.GetValues<Place>())
            {
                cells.Add(place, OnCorruption.Quarantine);
                cells.Add(place, OnCorruption.Refuse);
            }

            return cells;
        }
    }

    private string Store => _folder["greylist.db"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_damaged_store_is_quarantined_or_refused_wherever_the_damage_is(Place place, OnCorruption rule)
    {
        StoreOfAllPages.Make(_folder);
        Damage(place);
        var damaged = File.ReadAllBytes(Store);

        using var held = StoreLock.Take(Store);
        if (rule == OnCorruption.Refuse)
        {
            Assert.Equal(ExitCode.IoError, Assert.Throws<StartRefusedException>(() => Prepare(rule, held)).ExitCode);
            Assert.Equal(damaged, File.ReadAllBytes(Store));
            Assert.Empty(QuarantinedStore.Of(Store));
            return;
        }

        Prepare(rule, held);
        Assert.Equal(damaged, File.ReadAllBytes(Assert.Single(QuarantinedStore.Of(Store))));
        Assert.Equal(0, StoreReader.HighestSequenceNr(Store, StoreOfAllPages.Partition));
        // The next start finds the new store, and accepts it.
        Prepare(OnCorruption.Refuse, held);
    }

    [Theory]
    [InlineData(Place.Signature)]
    [InlineData(Place.Header)]
    [InlineData(Place.SchemaPage)]
    [InlineData(Place.WholeFirstPage)]
    [InlineData(Place.Leaf)]
    public void A_damaged_store_without_a_record_in_a_lock_file_is_recognised_by_its_content(Place place)
    {
        StoreOfAllPages.Make(_folder);
        Damage(place);
        File.Delete($"{Store}.lock");
        Prepare(OnCorruption.Quarantine, null);
        Assert.Single(QuarantinedStore.Of(Store));
    }

    [Theory]
    [InlineData("-wal", 0)]
    [InlineData("-wal", 16)]
    [InlineData("-wal", 100)]
    [InlineData("-wal", 5000)]
    [InlineData("-shm", 0)]
    [InlineData("-shm", 100)]
    [InlineData(".lock", 0)]
    public void A_damaged_file_next_to_the_store_does_not_prevent_the_start(string suffix, int offset)
    {
        StoreOfAllPages.Make(_folder);
        using (var killed = StoreOfAllPages.KilledWhileWriting(_folder))
            Overwrite(killed.Copy(suffix), offset, 16);

        using var held = StoreLock.Take(Store);
        Prepare(OnCorruption.Refuse, held);
        Assert.Empty(QuarantinedStore.Of(Store));
        // Checkpointed triplets are known.
        Assert.True(StoreReader.HighestSequenceNr(Store, StoreOfAllPages.Partition) >= StoreOfAllPages.Events);
    }

    [Theory]
    [InlineData(OnCorruption.Quarantine)]
    [InlineData(OnCorruption.Refuse)]
    public void A_store_of_length_zero_is_recognised_by_its_write_ahead_log(OnCorruption rule)
    {
        StoreOfAllPages.Make(_folder);
        using (var killed = StoreOfAllPages.KilledWhileWriting(_folder))
            File.WriteAllBytes(killed.Copy(""), []);
        Assert.NotEqual(0, new FileInfo($"{Store}-wal").Length);

        if (rule == OnCorruption.Refuse)
        {
            Assert.Throws<StartRefusedException>(() => Prepare(rule, null));
            return;
        }

        Prepare(rule, null);
        Assert.True(File.Exists($"{Assert.Single(QuarantinedStore.Of(Store))}-wal"));
    }

    [Theory]
    [InlineData(OnCorruption.Quarantine)]
    [InlineData(OnCorruption.Refuse)]
    public void The_database_of_another_program_is_not_changed(OnCorruption rule)
    {
        StoreOfAllPages.Run(Store, "PRAGMA journal_mode = WAL; CREATE TABLE contacts (name); INSERT INTO contacts VALUES ('ann')");
        SqliteConnection.ClearAllPools();
        LeavesAsItIs(rule);
        // Also if it is damaged.
        Overwrite(Store, 0, 16);
        LeavesAsItIs(rule);
    }

    [Theory]
    [InlineData("a letter to greylist_store about greylist-partition-00\n")]
    [InlineData("x")]
    [InlineData("SQLite format 3\0 and no more")]
    public void A_file_that_is_no_database_is_not_changed(string content)
    {
        File.WriteAllText(Store, content);
        LeavesAsItIs(OnCorruption.Quarantine);
        LeavesAsItIs(OnCorruption.Refuse);
    }

    [Fact]
    public void A_file_of_another_program_that_replaced_the_store_is_not_changed()
    {
        using var held = StoreLock.Take(Store);
        Prepare(OnCorruption.Quarantine, held);
        Assert.True(held.KnowsStore);
        // It may get the inode number of the deleted file.
        File.Delete(Store);
        File.WriteAllText(Store, new string('x', 5000));
        Assert.False(held.KnowsStore);
        Assert.Throws<IOException>(() => Prepare(OnCorruption.Quarantine, held));
        Assert.Equal(new string('x', 5000), File.ReadAllText(Store));
    }

    [Fact]
    public void A_write_ahead_log_without_its_database_is_kept()
    {
        StoreOfAllPages.Make(_folder);
        using (var killed = StoreOfAllPages.KilledWhileWriting(_folder))
            File.Delete(killed.Copy(""));
        Prepare(OnCorruption.Refuse, null);
        Assert.Contains(Directory.GetFiles(Path.GetDirectoryName(Store)!), file => file.Contains(".gone-", StringComparison.Ordinal) && file.EndsWith("-wal", StringComparison.Ordinal));
    }

    private void LeavesAsItIs(OnCorruption rule)
    {
        var before = (File.ReadAllBytes(Store), Directory.GetFiles(Path.GetDirectoryName(Store)!).Order(StringComparer.Ordinal).ToArray());
        using (var held = StoreLock.Take(_folder["other.db"]))
            Assert.Contains("is not a greylist store and was not changed", Assert.Throws<IOException>(() => Prepare(rule, held)).Message, StringComparison.Ordinal);
        File.Delete(_folder["other.db.lock"]);
        Assert.Equal(before.Item1, File.ReadAllBytes(Store));
        Assert.Equal(before.Item2, Directory.GetFiles(Path.GetDirectoryName(Store)!).Order(StringComparer.Ordinal));
    }

    private void Prepare(OnCorruption rule, StoreLock? held) =>
        StoreFile.Prepare(_folder.Settings("greylist.db") with { OnCorruption = rule }, TimeProvider.System, held);

    private void Damage(Place place)
    {
        switch (place)
        {
            case Place.Signature:
                Overwrite(Store, 0, 16);
                break;
            case Place.Header:
                Overwrite(Store, 16, 16);
                break;
            case Place.SchemaPage:
                Overwrite(Store, 100, 16);
                break;
            case Place.WholeFirstPage:
                Overwrite(Store, 0, StoreOfAllPages.PageSize);
                break;
            case Place.SchemaCells:
                Overwrite(Store, StoreOfAllPages.PageSize - 600, 600);
                break;
            case Place.WholeFile:
                Overwrite(Store, 0, (int)new FileInfo(Store).Length);
                break;
            case Place.Length:
                using (var file = new FileStream(Store, FileMode.Open, FileAccess.Write))
                    file.SetLength(file.Length / 2);
                break;
            default:
                Overwrite(Store, (StoreOfAllPages.PageOf(Store, place.ToString()) - 1) * StoreOfAllPages.PageSize, 16);
                break;
        }
    }

    private static void Overwrite(string path, long offset, int length)
    {
        var noise = new byte[length];
        new Random(20261130).NextBytes(noise);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(noise);
    }
}
