using System.IO.Compression;
using System.Text;
using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

public sealed class HistoryFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("log-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Rotated_files_in_any_order_are_one_log()
    {
        var read = Read(
            File("mail.log", Bytes(Line(12, "smtpd[1]: 4A1B2C3D4E: client=a.example.org[192.0.2.1]")), "2026-03-01T12:00"),
            File("mail.log.3.gz", Compressed(Line(9, "qmgr[1]: 1A1B2C3D4E: from=<ann@example.org>, size=1")), "2026-03-01T10:00"),
            File("mail.log.1", Bytes(Line(11, "lmtp[1]: 1A1B2C3D4E: to=<bob@example.net>, relay=x, status=sent (ok)")), "2026-03-01T11:00"),
            File("mail.log.2.gz", Compressed(Line(8, "smtpd[1]: 1A1B2C3D4E: client=b.example.org[192.0.2.2]")), "2026-03-01T09:00"));

        Assert.Equal("192.0.2.2", Assert.Single(read.Mails).Client.ToString());
    }

    [Fact]
    public void Files_that_overlap_are_merged_line_by_line()
    {
        var lines = new List<string>();
        var files = new HistoryFiles(
            [
                File("a", Bytes("2026-03-01T10:00:00Z a 1\nnext of 1\n2026-03-01T12:00:00Z a 2\n"), "2026-03-01T12:00"),
                File("b", Bytes("no time\n2026-03-01T11:00:00Z b 1\n2026-03-01T13:00:00Z b 2\n"), "2026-03-01T13:00"),
            ],
            Now,
            TimeZoneInfo.Utc);
        files.Read(new Recorder(lines), new ReadLog());

        Assert.Equal(["2026-03-01T10:00:00Z a 1", "next of 1", "no time", "2026-03-01T11:00:00Z b 1", "2026-03-01T12:00:00Z a 2", "2026-03-01T13:00:00Z b 2"], lines);
        Assert.Equal(6, files.Lines);
    }

    [Fact]
    public void The_year_of_a_file_is_that_of_its_last_change()
    {
        var read = Read(File("mail.log.1", Bytes("Dec 31 23:59:59 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 450 no; from=<a@example.org> to=<b@example.net> proto=ESMTP\n"), "2026-01-01T00:10"));

        Assert.Equal(2025, Assert.Single(read.Mails).At.Year);
    }

    [Theory]
    [InlineData("QlpoOTFBWSZTWQ==", "bzip2 -dc")]
    [InlineData("/Td6WFoAAATm1rRG", "xz -dc")]
    [InlineData("KLUv/QRYAQAA", "zstd -dc")]
    public void A_file_that_cannot_be_decompressed_is_refused_with_the_command_that_can(string start, string command)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Read(File("mail.log.2", Convert.FromBase64String(start), "2026-03-01T10:00")));

        Assert.Contains(command, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_that_was_cut_off_is_read_up_to_there_and_reported()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(number => $"2026-03-01T10:00:00Z mx postfix/smtpd[{number * 7919}]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 450 no; from=<a{number}@example.org> to=<b@example.net> proto=ESMTP\n"));
        var whole = Compressed(text);
        foreach (var damaged in new[] { whole[..(whole.Length / 2)], [.. whole[..(whole.Length / 2)], .. new byte[1000]] })
        {
            var read = Read(File("mail.log.gz", damaged, "2026-03-01T10:00"));
            Assert.InRange(read.Mails.Count, 1, 4999);
            Assert.InRange(read.Unreadable.Count, 0, 2);
        }
    }

    [Fact]
    public void Binary_data_are_counted_as_unreadable_lines()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        var read = Read(File("noise", bytes, "2026-03-01T10:00"));

        Assert.Empty(read.Mails);
        Assert.NotEmpty(read.Unreadable);
    }

    [Fact]
    public void A_missing_file_is_an_error() => Assert.ThrowsAny<IOException>(() => Read(Path.Combine(_folder.FullName, "missing")));

    [Fact]
    public void The_progress_ends_at_the_size_of_the_files()
    {
        var (positions, files) = (new List<long>(), new HistoryFiles([File("a", Bytes(string.Concat(Enumerable.Repeat("2026-03-01T10:00:00Z x y: z\n", 20_000))), "2026-03-01T12:00")], Now, TimeZoneInfo.Utc));
        files.Read(new Recorder([]), new ReadLog(), positions.Add);

        Assert.NotEmpty(positions);
        Assert.Equal(positions.Order(), positions);
        Assert.InRange(positions[^1], files.Length / 2, files.Length);
    }

    [Fact]
    public void Mails_that_never_end_are_not_kept()
    {
        // The queue of a broken server, or a forged log.
        const int Mails = 200_000;
        var (read, reader, clock) = (new HistoryTally(_ => { }), new HistoryReader(HistoryFormat.Auto), new LogClock(Now, TimeZoneInfo.Utc));
        for (var number = 0; number < Mails; number++)
            reader.Read(clock.Read(new LogLine("long", number, $"2026-03-01T10:00:00Z mx postfix/smtpd[1]: {number + 0x10000000:X}: client=mail.example.org[192.0.2.1]")), read);

        Assert.InRange(read.Unused.Values.Sum(), Mails - 50_001, Mails);
        reader.End(read);
        Assert.Equal(Mails, read.Unused.Values.Sum());
    }

    [Fact]
    public void Recipients_without_end_are_not_kept()
    {
        const int Recipients = 600_000;
        var count = 0;
        var (read, reader, clock) = (new HistoryTally(_ => count++), new HistoryReader(HistoryFormat.Auto), new LogClock(Now, TimeZoneInfo.Utc));
        void Read(string text) => reader.Read(clock.Read(new LogLine("long", 1, $"2026-03-01T10:00:00Z mx postfix/{text}")), read);

        Read("smtpd[1]: 4A1B2C3D4E: client=mail.example.org[192.0.2.1]");
        Read("qmgr[1]: 4A1B2C3D4E: from=<ann@example.org>, size=1");
        for (var number = 0; number < Recipients; number++)
            Read($"lmtp[1]: 4A1B2C3D4E: to=<u{number}@example.net>, relay=x, status=sent (ok)");

        Assert.InRange(count, 500_000, Recipients);
    }

    private static ReadLog Read(params string[] paths)
    {
        var read = new ReadLog();
        new HistoryFiles(paths, Now, TimeZoneInfo.Utc).Read(new HistoryReader(HistoryFormat.Auto), read);
        return read;
    }

    private string File(string name, byte[] content, string written)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllBytes(path, content);
        System.IO.File.SetLastWriteTimeUtc(path, DateTime.Parse(written, System.Globalization.CultureInfo.InvariantCulture));
        return path;
    }

    private static string Line(int hour, string text) => $"Mar  1 {hour:00}:00:00 mx postfix/{text}\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Compressed(string text)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionMode.Compress))
            gzip.Write(Bytes(text));
        return bytes.ToArray();
    }

    private sealed class Recorder(List<string> lines) : IHistoryReader
    {
        public void Read(in LogLine line, IHistorySink sink) => lines.Add(line.Text);

        public void End(IHistorySink sink)
        {
        }
    }
}
