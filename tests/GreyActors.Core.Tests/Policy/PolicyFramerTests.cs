using CsCheck;
using GreyActors.Core.Policy;
using GreyActors.Core.Smtp;
using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Policy;

/// <summary>Every stream is read whole, by line and byte by byte.</summary>
public sealed class PolicyFramerTests
{
    [Theory]
    [InlineData("request=smtpd_access_policy\nsender=\n\n", "[request=smtpd_access_policy|sender=|]")]
    [InlineData("a=1\n\nb=2\n\n", "[a=1|][b=2|]")]
    [InlineData("a=1\r\n\r\n", "[a=1\r|]")]
    [InlineData("a==b=c\n\n", "[a==b=c|]")]
    [InlineData("a=1\n", "")]
    [InlineData("a=1\n\n\n", "[a=1|]malformed")]
    public void A_request_ends_with_an_empty_line(string stream, string framed) => AssertFramedAlike(stream, framed);

    [Theory]
    [InlineData("\n")]
    [InlineData("EHLO client.example.org\r\n")]
    [InlineData("GET /?a=b HTTP/1.1\r\n")]
    [InlineData("=value\n")]
    [InlineData("na me=value\n")]
    [InlineData("n\0=value\n")]
    [InlineData("n\u00e9=value\n")]
    public void A_line_that_is_no_attribute_is_reported_before_the_request_ends(string stream) => AssertFramedAlike(stream, "malformed");

    [Theory]
    [InlineData(-1, "[1]")]
    [InlineData(0, "[1]")]
    [InlineData(1, "long")]
    public void A_line_has_a_limit(int more, string framed) =>
        AssertFramedAlike($"a={new string('x', PolicyFramer.MaxLine - 3 + more)}\n\n", framed, counted: true);

    [Theory]
    [InlineData(-1, "[99]")]
    [InlineData(0, "[100]")]
    [InlineData(1, "long")]
    public void A_request_has_a_limited_number_of_attributes(int more, string framed) =>
        AssertFramedAlike(string.Concat(Enumerable.Repeat("a=1\n", PolicyFramer.MaxAttributes + more)) + "\n", framed, counted: true);

    [Theory]
    [InlineData(-1, "[5]")]
    [InlineData(0, "[5]")]
    [InlineData(1, "long")]
    public void A_request_has_a_limited_size_with_its_empty_line(int more, string framed)
    {
        const int Lines = 5;
        var line = $"a={new string('x', (PolicyFramer.MaxRequest / Lines) - 4)}\n";
        var last = $"a={new string('x', PolicyFramer.MaxRequest - ((Lines - 1) * line.Length) - 4 + more)}\n\n";
        Assert.InRange(last.Length, 1, PolicyFramer.MaxLine + 1);
        AssertFramedAlike(string.Concat(Enumerable.Repeat(line, Lines - 1)) + last, framed, counted: true);
    }

    [Fact]
    public void A_request_that_is_cut_at_random_is_read_as_the_whole() => Gen.Select(
            Bytes.Made(20, "a=1\n", "sender=x@example.org\n", "\n", "name", "=", "\r\n"), Gen.Int[0, 10_000].Array[0, 10])
        .Sample((stream, cuts) => Assert.Equal(Frame([Bytes.Of(stream)]), Frame(Bytes.Cut(Bytes.Of(stream), cuts))));

    [Fact]
    public void Megabytes_without_a_line_end_are_not_kept()
    {
        var framer = new PolicyFramer();
        var packet = new byte[64 * 1024];
        packet.AsSpan().Fill((byte)'a');
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tooLong = 0;
        for (var i = 0; i < 100; i++)
            tooLong += framer.Read(packet, out _, out _) == Framed.TooLong ? 1 : 0;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(100, tooLong);
    }

    private static void AssertFramedAlike(string stream, string framed, bool counted = false)
    {
        var whole = Bytes.Of(stream);
        Assert.Equal(framed, Frame([whole], counted));
        Assert.Equal(framed, Frame(stream.Split('\n').Select(line => Bytes.Of(line + "\n")).SkipLast(1), counted));
        Assert.Equal(framed, Frame(whole.Select(single => new[] { single }), counted));
    }

    // Input after an error has no meaning: the connection ends there.
    private static string Frame(IEnumerable<byte[]> packets, bool counted = false)
    {
        var framer = new PolicyFramer();
        var framed = "";
        foreach (var packet in packets)
        {
            for (var at = 0; at < packet.Length;)
            {
                var result = framer.Read(packet.AsSpan(at), out var taken, out var unit);
                Assert.InRange(taken, 1, packet.Length - at);
                Assert.True(result != Framed.Nothing || at + taken == packet.Length);
                at += taken;
                var text = Bytes.Text(unit.Span);
                switch (result)
                {
                    case Framed.Line:
                        framed += counted ? $"[{text.Count(character => character == '\n')}]" : $"[{text.Replace('\n', '|')}]";
                        break;
                    case Framed.TooLong:
                        return framed + "long";
                    case Framed.Malformed:
                        return framed + "malformed";
                }
            }
        }

        return framed;
    }
}
