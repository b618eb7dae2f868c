using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using GreyActors.Migration.Databases;
using GreyActors.Migration.Spamd;
using GreyActors.Tests.Storage.Sqlite;
using Xunit;

namespace GreyActors.Tests.Migration;

/// <summary>Databases that are crafted to keep the reader busy or to fill its memory. Each is read or rejected, with work in proportion to its data.</summary>
public sealed class HostileDatabaseTests : IDisposable
{
    private const long MostMemory = 64 * 1024 * 1024;
    private const long Sparse = 4L * 1024 * 1024 * 1024;

    // An endless reader must not block the test run. A slow reader on a busy machine is detected by its memory, not by this limit.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly StoreFolder _folder = new();

    public static TheoryData<string> Samples => ["dbhash.dbm", "btree.dbm", "checksums.dbm", "order1234.dbm", "order4321.dbm", "gdbm.dbm", "ndbm.dbm.db", "dbhash.dump", "dbhash-p.dump", "gdbm.tsv", "dumb.dbm.dir"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_mutated_database_is_read_or_rejected_within_the_limits(string name)
    {
        var whole = File.ReadAllBytes(Migration.Samples.PathOf(name));
        var path = _folder[name.EndsWith(".dir", StringComparison.Ordinal) ? "mutant.dir" : "mutant"];
        if (name.EndsWith(".dir", StringComparison.Ordinal))
            File.Copy(Migration.Samples.PathOf("dumb.dbm.dat"), _folder["mutant.dat"]);
        var random = new Random(13);
        for (var turn = 0; turn < 300; turn++)
        {
            File.WriteAllBytes(path, Mutations.Of(whole, random));
            IsBounded(() => DatabaseFile.Read(path).Count(), $"{name}, turn {turn}");
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_database_that_ends_in_a_hole_is_read_or_rejected_within_the_limits(string name)
    {
        var path = _folder[name];
        File.Copy(Migration.Samples.PathOf(name), path);
        if (name.EndsWith(".dir", StringComparison.Ordinal))
            File.Copy(Migration.Samples.PathOf("dumb.dbm.dat"), _folder["dumb.dbm.dat"]);
        using (var file = File.OpenWrite(path))
            file.SetLength(Sparse);

        IsBounded(() => DatabaseFile.Read(path).Count(), name);
    }

    [Fact]
    public void An_overflow_page_that_points_to_itself_is_rejected()
    {
        var spoilt = File.ReadAllBytes(Migration.Samples.PathOf("dbhash.dbm"));
        var pageSize = BitConverter.ToInt32(spoilt, 20);
        var overflows = Enumerable.Range(1, (spoilt.Length / pageSize) - 1).Where(page => spoilt[(page * pageSize) + 25] == 7).ToArray();
        Assert.NotEmpty(overflows);
        foreach (var page in overflows)
            BinaryPrimitives.WriteUInt32LittleEndian(spoilt.AsSpan((page * pageSize) + 16), (uint)page);
        // The item claims the largest length.
        var length = BitConverter.GetBytes(Encoding.UTF8.GetByteCount(Migration.Samples.LongKey));
        for (var at = pageSize; at < spoilt.Length - 4; at++)
        {
            if (spoilt.AsSpan(at, 4).SequenceEqual(length))
                BinaryPrimitives.WriteInt32LittleEndian(spoilt.AsSpan(at), BinaryFile.LongestPiece);
        }

        File.WriteAllBytes(_folder["circle"], spoilt);

        Assert.Contains("form a circle", IsRefused("circle"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_work_for_a_sparse_Berkeley_database_depends_on_its_data()
    {
        var whole = File.ReadAllBytes(Migration.Samples.PathOf("btree.dbm"));
        var pages = Sparse / BitConverter.ToInt32(whole, 20);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(32), (uint)(pages - 1));
        File.WriteAllBytes(_folder["sparse"], whole);
        using (var file = File.OpenWrite(_folder["sparse"]))
            file.SetLength(Sparse);

        var records = IsBounded(() => DatabaseFile.Read(_folder["sparse"]).Count(), "sparse");

        Assert.Equal(Migration.Samples.Records.Count, records);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void A_gdbm_directory_of_gigabytes_is_rejected_at_once(long directory)
    {
        var header = new byte[4096];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x13579acf);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 4096);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), directory == 0 ? 4096 : directory);
        foreach (var (at, number) in ((int, uint)[])[(16, 8u << 28), (20, 28), (24, 4096), (28, 100)])
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at), number);
        File.WriteAllBytes(_folder["huge"], header);
        using (var file = File.OpenWrite(_folder["huge"]))
            file.SetLength(Sparse);

        Assert.Contains("without a bucket", IsRefused("huge"), StringComparison.Ordinal);
    }

    [Fact]
    public void Alternating_gdbm_buckets_are_rejected()
    {
        var whole = File.ReadAllBytes(Migration.Samples.PathOf("gdbm.dbm"));
        // A directory of 64 KB at the end that names the first two buckets alternately.
        var (directory, entries) = (BitConverter.ToInt64(whole, 8), BitConverter.ToInt32(whole, 16) / 8);
        var buckets = Enumerable.Range(0, entries).Select(entry => BitConverter.ToInt64(whole, (int)directory + (entry * 8))).Distinct().Take(2).ToArray();
        Assert.Equal(2, buckets.Length);
        var more = new byte[8 << 13];
        for (var entry = 0; entry < 1 << 13; entry++)
            BinaryPrimitives.WriteInt64LittleEndian(more.AsSpan(entry * 8), buckets[entry % 2]);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(8), whole.Length);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(16), more.Length);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(20), 13);
        File.WriteAllBytes(_folder["turns"], [.. whole, .. more]);

        Assert.Contains("again and again", IsRefused("turns"), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_a_page_that_all_refer_to_the_same_bytes_are_rejected()
    {
        const int Size = 65536, Entries = 30_000;
        var file = new byte[2 * Size];
        foreach (var (at, number) in ((int, uint)[])[(12, 0x053162), (16, 9), (20, Size), (32, 1)])
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), number);
        var page = file.AsSpan(Size);
        BinaryPrimitives.WriteUInt16LittleEndian(page[20..], Entries);
        page[25] = 5;
        for (var entry = 0; entry < Entries; entry++)
            BinaryPrimitives.WriteUInt16LittleEndian(page[(26 + (entry * 2))..], 100);
        // The length and kind of the only item.
        BinaryPrimitives.WriteUInt16LittleEndian(page[100..], 60_000);
        page[102] = 1;
        File.WriteAllBytes(_folder["one"], file);

        Assert.Contains("again and again", IsRefused("one"), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_dumbdbm_that_all_refer_to_one_value_are_rejected()
    {
        File.WriteAllBytes(_folder["same.dat"], new byte[900_000]);
        File.WriteAllLines(_folder["same.dir"], Enumerable.Range(0, 1000).Select(key => $"'{key}', (0, 900000)"));

        Assert.Contains("again and again", IsRefused("same"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tabs.tsv", "key\tvalue\nkey")]
    [InlineData("dump", "VERSION=3\nformat=print\nHEADER=END\n key")]
    [InlineData("dumb.dir", "'key")]
    public void A_line_without_end_is_rejected(string name, string start)
    {
        // Without a NUL in the first bytes, otherwise the file is not text.
        File.WriteAllText(_folder[name], start.PadRight(600, 'x'));
        File.WriteAllText(_folder["dumb.dat"], "");
        using (var file = File.OpenWrite(_folder[name]))
            file.SetLength(Sparse / 4);

        Assert.Contains("is longer than 1048576 characters", IsRefused(name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_spamdb_or_of_a_whitelist_without_end_is_rejected()
    {
        File.WriteAllText(_folder["lines"], "GREY|");
        using (var file = File.OpenWrite(_folder["lines"]))
            file.SetLength(Sparse / 4);
        var refused = Assert.Throws<InvalidDataException>(() => SpamdDump.Read(TextLines.Read(_folder["lines"], Encoding.Latin1), "lines").Count());
        Assert.Contains($"line 1 of {_folder["lines"]} is longer", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\r\nc\rd", "a|b|c|d")]
    [InlineData("a\n\n\r\n", "a||")]
    [InlineData("\r", "")]
    public void Lines_end_with_LF_CRLF_or_CR(string text, string lines)
    {
        File.WriteAllText(_folder["text"], text);
        Assert.Equal(lines.Split('|'), TextLines.Read(_folder["text"], Encoding.Latin1));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("((")]
    [InlineData("('a',")]
    [InlineData("\\")]
    [InlineData("9")]
    public void A_literal_with_endless_nesting_or_repetition_is_not_a_tuple(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000));
        Assert.Null(PythonLiteral.Tuple(text));
        Assert.Null(PythonLiteral.Tuple($"('{text}"));
        Assert.Null(PythonLiteral.Tuple($"({text})"));
    }

    [Theory]
    [InlineData("fifo.db")]
    [InlineData("fifo.dir")]
    [InlineData("fifo.dat")]
    public void A_pipe_is_rejected_in_place_of_a_file(string name)
    {
        foreach (var other in (string[])["fifo.dir", "fifo.dat"])
            File.WriteAllText(_folder[other], "");
        File.Delete(_folder[name]);
        using (var made = Process.Start("mkfifo", [_folder[name]]))
            made.WaitForExit();
        if (name == "fifo.db")
            File.Delete(_folder["fifo.dat"]);

        IsBounded(() => Assert.Contains("is a pipe, not a file", Assert.Throws<IOException>(() => DatabaseFile.Read(_folder["fifo"]).Count()).Message, StringComparison.Ordinal), name);
        IsBounded(() => Assert.Contains("is a pipe", Assert.Throws<IOException>(() => TextLines.Read(_folder[name], Encoding.UTF8).Count()).Message, StringComparison.Ordinal), name);
    }

    private string IsRefused(string name) =>
        IsBounded(() => Assert.Throws<InvalidDataException>(() => DatabaseFile.Read(_folder[name]).Count()).Message, name)!;

    private static void IsBounded(Action read, string what) => IsBounded(() =>
    {
        read();
        return true;
    },
    what);

    // All allocations, not only live memory, so that the speed of the machine and the garbage collector do not matter.
    private static T? IsBounded<T>(Func<T> read, string what)
    {
        var reading = Task.Run(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            T? result = default;
            try
            {
                result = read();
            }
            catch (InvalidDataException)
            {
                // Only the documented exception of a reader is accepted.
            }

            return (Result: result, Allocated: GC.GetAllocatedBytesForCurrentThread() - before);
        });
        Assert.True(reading.Wait(Bound), $"{what}: still reading after {Bound.TotalSeconds} s");
        Assert.True(reading.Result.Allocated < MostMemory, $"{what}: {reading.Result.Allocated} octets of memory");
        return reading.Result.Result;
    }
}
