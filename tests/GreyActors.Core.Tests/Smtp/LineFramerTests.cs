using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class LineFramerTests
{
    private const int MaxLine = 16;

    private static readonly Gen<string> Streams = Bytes.Made(60, "\r\n", "\r\n", "\r", "\n", "a", "bcd", ".", "\0", "twelve octets", "\u00ff");

    [Theory]
    [InlineData("", "")]
    [InlineData("NOOP", "")]
    [InlineData("NOOP\r", "")]
    [InlineData("NOOP\r\n", "[NOOP]")]
    [InlineData("\r\n", "[]")]
    [InlineData("RSET\r\nNOOP\r\nQU", "[RSET][NOOP]")]
    [InlineData("A\0B\u00ff\r\n", "[A\0B\u00ff]")]
    [InlineData("NOOP\n", "bare")]
    [InlineData("\n", "bare")]
    [InlineData("NO\nOP\r\n", "bare[OP]")]
    [InlineData("NO\rOP\r\n", "bare")]
    [InlineData("NOOP\r\r\n", "bare")]
    [InlineData("NOOP\n\r\n", "bare[]")]
    [InlineData("\rNOOP\r\nQUIT\r\n", "bare[QUIT]")]
    [InlineData("DATA\r\n.\r\n", "[DATA][.]")]
    public void Only_CRLF_ends_a_valid_line(string stream, string framed) => AssertFramedAlike(stream, framed);

    [Theory]
    [InlineData("12345678901234\r\n", "[12345678901234]")]
    [InlineData("123456789012345\r\n", "long")]
    [InlineData("1234567890123456\r\n", "long")]
    [InlineData("123456789012345\n", "bare")]
    [InlineData("1234567890123456\n", "bare")]
    [InlineData("12345678901234567890\r\nQUIT\r\n", "long[QUIT]")]
    [InlineData("12345678901234567890\nQUIT\r\n", "bare[QUIT]")]
    [InlineData("12345678901234567890\rQUIT\r\n", "long")]
    [InlineData("1234567890123456789012345678901234567890\r\n\r\nQUIT\r\n", "long[][QUIT]")]
    public void A_line_over_the_limit_is_discarded_up_to_its_end(string stream, string framed) => AssertFramedAlike(stream, framed);

    [Fact]
    public void The_lines_do_not_depend_on_packets() =>
        Gen.Select(Streams, Gen.Int[0, 1000].Array[0, 12]).Sample(
            (stream, cuts) => Assert.Equal(Frame([Bytes.Of(stream)]), Frame(Bytes.Cut(Bytes.Of(stream), cuts))),
            print: sample => Bytes.Show(sample.Item1));

    [Fact]
    public void Every_byte_is_consumed_once_and_no_line_exceeds_the_limit() =>
        Streams.Sample(
            stream =>
            {
                var expected = stream[..(stream.LastIndexOf('\n') + 1)].Split('\n')[..^1].Select(line =>
                    line.Length + 1 > MaxLine ? line.EndsWith('\r') ? "long" : "bare"
                    : line.EndsWith('\r') && line.IndexOf('\r', StringComparison.Ordinal) == line.Length - 1 ? $"[{line[..^1]}]"
                    : "bare");
                Assert.Equal(string.Concat(expected), Frame([Bytes.Of(stream)]));
            },
            print: Bytes.Show);

    [Fact]
    public void Megabytes_without_a_line_end_are_not_kept()
    {
        var framer = new LineFramer(MaxLine);
        var packet = new byte[64 * 1024];
        packet.AsSpan().Fill((byte)'a');
        framer.Read(packet, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ended = 0;
        for (var i = 0; i < 256; i++)
            ended += framer.Read(packet, out _, out _) == Framed.Nothing ? 0 : 1;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(0, ended);
        Assert.Equal(Framed.TooLong, framer.Read("\r\n"u8, out _, out _));
        Assert.Equal(Framed.Line, framer.Read("NOOP\r\n"u8, out _, out _));
    }

    [Fact]
    public void Megabytes_in_single_bytes_are_not_kept()
    {
        var framer = new LineFramer(MaxLine);
        for (var i = 0; i < MaxLine; i++)
            framer.Read("a"u8, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
            framer.Read("a"u8, out _, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Fact]
    public void A_line_is_a_copy_that_later_packets_do_not_change()
    {
        var framer = new LineFramer(MaxLine);
        var packet = Bytes.Of("NOOP\r\n");
        framer.Read(packet, out _, out var line);
        packet.AsSpan().Fill((byte)'x');
        framer.Read("QUIT\r\n"u8, out _, out _);
        Assert.Equal("NOOP", Bytes.Text(line.Span));
    }

    private static void AssertFramedAlike(string stream, string framed)
    {
        var whole = Bytes.Of(stream);
        Assert.Equal(framed, Frame([whole]));
        Assert.Equal(framed, Frame(stream.Split('\n').Select((line, i) => Bytes.Of(i == stream.Count(c => c == '\n') ? line : line + "\n"))));
        Assert.Equal(framed, Frame(whole.Select(octet => new[] { octet })));
    }

    private static string Frame(IEnumerable<byte[]> packets)
    {
        var framer = new LineFramer(MaxLine);
        var framed = "";
        foreach (var packet in packets)
        {
            for (var at = 0; at < packet.Length;)
            {
                var result = framer.Read(packet.AsSpan(at), out var taken, out var line);
                Assert.InRange(taken, 1, packet.Length - at);
                Assert.True(result != Framed.Nothing || at + taken == packet.Length);
                at += taken;
                framed += result switch
                {
                    Framed.Line => $"[{Bytes.Text(line.Span)}]",
                    Framed.TooLong => "long",
                    Framed.BareNewline => "bare",
                    _ => "",
                };
            }
        }

        return framed;
    }
}
