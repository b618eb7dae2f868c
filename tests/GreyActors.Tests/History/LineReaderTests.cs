using System.Text;
using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\n\nb\n", new[] { "a", "", "b" })]
    [InlineData("\n", new[] { "" })]
    public void Lines_are_cut_at_line_feeds(string text, string[] lines) => Assert.Equal(lines, Read(Encoding.UTF8.GetBytes(text), 10).Select(line => line.Text));

    [Fact]
    public void A_line_of_the_longest_length_is_read_and_a_longer_one_is_cut()
    {
        var read = Read("0123456789\n0123456789A\nb\n"u8.ToArray(), 10);

        Assert.Equal([("0123456789", false), ("0123456789", true), ("b", false)], read);
    }

    [Fact]
    public void A_line_that_is_longer_than_the_buffer_is_read_completely()
    {
        var line = new string('x', 200_000);

        Assert.Equal([(line, false), ("end", false)], Read(Encoding.UTF8.GetBytes($"{line}\nend"), 300_000));
    }

    [Fact]
    public void Binary_data_become_some_text()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);

        Assert.NotEmpty(Read(bytes, 1000));
    }

    [Fact]
    public void A_line_of_100_MB_needs_no_more_memory_than_the_longest_line()
    {
        using var zeros = new Zeros(100 * 1024 * 1024);
        var reader = new LineReader(zeros);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(reader.TryRead(out var line, out var isTooLong));
        Assert.True(isTooLong);
        Assert.InRange(line.Length, 1, 1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * LineReader.Longest);
        Assert.False(reader.TryRead(out _, out _));
    }

    private static List<(string Text, bool IsTooLong)> Read(byte[] bytes, int longest)
    {
        using var stream = new MemoryStream(bytes);
        var (reader, lines) = (new LineReader(stream, longest), new List<(string, bool)>());
        while (reader.TryRead(out var line, out var isTooLong))
            lines.Add((line, isTooLong));
        Assert.Equal(lines.Count, reader.Number);
        return lines;
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Fill(buffer, (byte)'0', offset, read);
            _left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
