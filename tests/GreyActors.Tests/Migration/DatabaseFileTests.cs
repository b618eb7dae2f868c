using System.Buffers.Binary;
using System.Text;
using GreyActors.Migration.Databases;
using GreyActors.Tests.Storage.Sqlite;
using Xunit;

namespace GreyActors.Tests.Migration;

public sealed class DatabaseFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public static TheoryData<string> Whole => ["dbhash.dbm", "btree.dbm", "checksums.dbm", "order1234.dbm", "order4321.dbm", "gdbm.dbm", "dumb.dbm", "dbhash.dump", "dbhash-p.dump", "gdbm.tsv"];

    public static TheoryData<string> Binary => ["dbhash.dbm", "btree.dbm", "checksums.dbm", "order4321.dbm", "gdbm.dbm", "ndbm.dbm.db"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Whole))]
    public void Every_record_of_the_real_programs_is_read(string name) => Assert.Equal(Samples.Records, Read(Samples.PathOf(name)));

    [Fact]
    public void A_database_is_found_by_the_name_that_Python_used() =>
        Assert.Equal(Samples.Records.Where(record => record.Key != Samples.LongKey).ToDictionary(), Read(Samples.PathOf("ndbm.dbm")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gdbm_file_of_an_old_machine_is_read(bool isBigEndian)
    {
        File.WriteAllBytes(_folder["old"], OldGdbm(isBigEndian));
        Assert.Equal(new Dictionary<string, string> { ["key"] = "value" }, Read(_folder["old"]));
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void A_truncated_file_is_rejected_with_its_name(string name)
    {
        var whole = File.ReadAllBytes(Samples.PathOf(name));
        File.WriteAllBytes(_folder["cut"], whole[..(whole.Length / 2)]);
        Assert.Contains(_folder["cut"], Assert.Throws<InvalidDataException>(() => Read(_folder["cut"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_rejected() =>
        Assert.Contains("is a device, not a file", Assert.Throws<IOException>(() => Read("/dev/zero")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_circular_item_is_rejected_before_it_fills_the_memory()
    {
        var spoilt = File.ReadAllBytes(Samples.PathOf("dbhash.dbm"));
        var length = BitConverter.GetBytes(Encoding.UTF8.GetByteCount(Samples.LongKey));
        var pageSize = BitConverter.ToInt32(spoilt, 20);
        var reference = Enumerable.Range(4, spoilt.Length - 8).First(at => spoilt.AsSpan(at, 4).SequenceEqual(length) && KindOf(BitConverter.ToUInt32(spoilt, at - 4)) == 7);
        var first = BitConverter.ToUInt32(spoilt, reference - 4);
        BinaryPrimitives.WriteUInt32LittleEndian(spoilt.AsSpan(reference), uint.MaxValue);
        for (var page = first; page != 0;)
        {
            var next = spoilt.AsSpan((int)((page * pageSize) + 16), 4);
            page = BinaryPrimitives.ReadUInt32LittleEndian(next);
            if (page == 0)
                BinaryPrimitives.WriteUInt32LittleEndian(next, first);
        }

        File.WriteAllBytes(_folder["circle"], spoilt);

        Assert.Contains("an item of 4294967295 bytes", Assert.Throws<InvalidDataException>(() => Read(_folder["circle"])).Message, StringComparison.Ordinal);

        int KindOf(uint page) => page > 0 && page < spoilt.Length / pageSize ? spoilt[(page * pageSize) + 25] : 0;
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void A_damaged_file_is_read_or_rejected(string name)
    {
        var whole = File.ReadAllBytes(Samples.PathOf(name));
        var random = new Random(1);
        for (var turn = 0; turn < 200; turn++)
        {
            var spoilt = (byte[])whole.Clone();
            for (var flips = 0; flips < 20; flips++)
            {
                // Half of the changes are in the first page, which determines how the others are read.
                spoilt[random.Next(flips % 2 == 0 ? 100 : spoilt.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder["spoilt"], spoilt);
            try
            {
                _ = DatabaseFile.Read(_folder["spoilt"]).Count();
            }
            catch (InvalidDataException)
            {
                // The expected rejection.
            }
        }
    }

    [Theory]
    [InlineData("VERSION=3\nformat=print\nHEADER=END\n key\n value\n")]
    [InlineData("VERSION=3\nformat=print\nHEADER=END\n key\nDATA=END\n")]
    [InlineData("VERSION=3\nformat=bytevalue\nHEADER=END\n 6b\n 7\nDATA=END\n")]
    [InlineData("VERSION=3\nformat=print\nHEADER=END\n k\\zz\n v\nDATA=END\n")]
    [InlineData("no tab\n")]
    [InlineData("SQLite format 3\0")]
    public void An_invalid_or_incomplete_dump_is_rejected(string text)
    {
        File.WriteAllText(_folder["dump"], text);
        Assert.Throws<InvalidDataException>(() => Read(_folder["dump"]));
    }

    [Fact]
    public void Unprintable_bytes_of_a_dump_are_decoded()
    {
        File.WriteAllText(_folder["dump"], "VERSION=3\nformat=print\nHEADER=END\n a\\5cb\\\\\\c3\\bc\n \nDATA=END\n");
        Assert.Equal(new Dictionary<string, string> { ["a\\b\\ü"] = "" }, Read(_folder["dump"]));
    }

    [Fact]
    public void A_missing_database_is_reported() => Assert.Throws<FileNotFoundException>(() => Read(_folder["nothing"]));

    [Fact]
    public void An_empty_file_has_no_records()
    {
        File.WriteAllText(_folder["empty"], "");
        Assert.Empty(Read(_folder["empty"]));
    }

    private static Dictionary<string, string> Read(string path) => DatabaseFile.Read(path).ToDictionary(record => record.KeyText, record => record.ValueText);

    // gdbm 1.8 with offsets of four bytes: header at 0, a directory of two entries at 128, their common bucket at 256, data at 1024.
    private static byte[] OldGdbm(bool isBigEndian)
    {
        const int Directory = 128, Bucket = 256, Data = 1024, Elements = 2, ElementsAt = 60;
        var file = new byte[2048];
        void Put(int at, uint number)
        {
            if (isBigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), number);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), number);
        }

        uint[] header = [0x13579ace, 512, Directory, 8, 1, ElementsAt + (Elements * 20), Elements, 2048];
        for (var i = 0; i < header.Length; i++)
            Put(i * 4, header[i]);
        Put(Directory, Bucket);
        Put(Directory + 4, Bucket);
        Put(Bucket + ElementsAt - 4, 1);
        Put(Bucket + ElementsAt, uint.MaxValue);
        uint[] element = [7, 0x6b657900, Data, 3, 5];
        for (var i = 0; i < element.Length; i++)
            Put(Bucket + ElementsAt + 20 + (i * 4), element[i]);
        Encoding.ASCII.GetBytes("keyvalue").CopyTo(file, Data);
        return file;
    }
}
