using System.Text.RegularExpressions;
using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed partial class MailDataScannerTests
{
    private const string End = "\r\n.\r\n";

    private const string SecondEnvelope = "MAIL FROM:<eve@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\nsmuggled";

    private static readonly Gen<string> Streams = Gen.OneOf('\r', '\n', '.', 'a', '\0').Array[0, 40].Select(octets => new string(octets));

    // Likelier than single octets to hold an end of mail data and what nearly is one.
    private static readonly Gen<string> MailLike = Bytes.Made(20, "\r\n", "\r\n", ".", "..", "\r", "\n", "a", "\0", End, "\r\n.", ".\r\n", "text");

    private static readonly Gen<int[]> Cuts = Gen.Int[0, 1000].Array[0, 12];

    /// <summary>Everything that servers have taken for the end of mail data, and everything that looks like it.</summary>
    public static TheoryData<string> Smugglings => new(
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\n.\r", "\r\n.\r", "\r.\n", "\r\n.\r\r\n",
        "\r\n.\n\r\n", "\r\r\n.\n", "\n\r.\r\n", "\r\r.\r\n", "\n\n.\r\n",
        "\r\n\0.\r\n", "\r\n.\0\r\n", "\0\r\n.\n", "\r\0\n.\r\n", "\r\n.\r\0\n",
        "\r\0\n.\r\0\n", "\n\0.\r\n", "\r\n.\0\n", "\r\n\0.\0\r\n",
        "\r\n..\r\n", "\n..\r\n", "\r..\r\n", "\n..\n", "\r\n..\n", "\r\n...\r\n", "\r\n. \r\n", "\r\n.\t\r\n", "\r\n .\r\n", "\r\n.\r \n", "\r\n.a\r\n",
        "\n.\n.\n", "\r.\r.\r", "\r\n.\n.\n", "\r\n.\r.\r\n", "\n.\r\n.\n", "\r\n.\n.\r\n", "\r\n.\r.\n",
        "\r\u0085.\r\u0085", "\u0085.\u0085",
        "\u000b.\u000b", "\u000c.\r\n", "\r\n\u00ae\r\n", "\r\n.\u0000\u0000\r\n", "\r\n\u001a\r\n");

    [Theory]
    [MemberData(nameof(Smugglings))]
    public void Only_CRLF_dot_CRLF_ends_mail_data_and_no_other_sequence_becomes_it(string sequence)
    {
        Assert.DoesNotContain(End, $"\r\n{sequence}x", StringComparison.Ordinal);
        foreach (var before in new[] { "Subject: x\r\n\r\ntext", "text\r\n", "text\n", "text\r", ".", "\r\n.", "" })
        {
            var content = $"{before}{sequence}{SecondEnvelope}{sequence}more";
            if ($"\r\n{content}".Contains(End, StringComparison.Ordinal))
                continue;
            var scanned = ScanEveryWay(content + End + "QUIT\r\n");
            Assert.True(scanned.Ended, Bytes.Show(content));
            Assert.Equal(content.Length + End.Length, scanned.Taken);
            AssertOneMessage(scanned.Output);
        }
    }

    [Theory]
    [InlineData(".\r\n", ".\r\n")]
    [InlineData("\r\n.\r\n", "\r\n.\r\n")]
    [InlineData("a\r\n.\r\n", "a\r\n.\r\n")]
    [InlineData("..\r\n.\r\n", "..\r\n.\r\n")]
    [InlineData(".a\r\n.\r\n", ".a\r\n.\r\n")]
    [InlineData("a.\r\n.\r\n", "a.\r\n.\r\n")]
    [InlineData("a\r\n\r\n\r\n.\r\n", "a\r\n\r\n\r\n.\r\n")]
    [InlineData("\0\u00ff\r\n.\r\n", "\0\u00ff\r\n.\r\n")]
    [InlineData("a\nb\r\n.\r\n", "a\r\nb\r\n.\r\n")]
    [InlineData("a\rb\r\n.\r\n", "a\r\nb\r\n.\r\n")]
    [InlineData("a\n.\r\n\r\n.\r\n", "a\r\n..\r\n\r\n.\r\n")]
    [InlineData("a\r\n.\nb\r\n.\r\n", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\n.\rb\r\n.\r\n", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\n..b\r\n.\r\n", "a\r\n...b\r\n.\r\n")]
    [InlineData("a\r\n..\nb\r\n.\r\n", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\r\n.\r\n", "a\r\n\r\n.\r\n")]
    [InlineData("a\n\r\n.\r\n", "a\r\n\r\n.\r\n")]
    public void Bare_newlines_become_CRLF_and_dots_after_them_are_stuffed(string input, string output)
    {
        var scanned = ScanEveryWay(input + "NOOP\r\n");
        Assert.Equal((true, input.Length, output), (scanned.Ended, scanned.Taken, scanned.Output));
        Assert.Equal(input != output, scanned.BareNewlineSeen);
    }

    [Theory]
    [InlineData(".\r\n", 0)]
    [InlineData("\r\n.\r\n", 2)]
    [InlineData("a\r\n.\r\n", 3)]
    [InlineData("..\r\n.\r\n", 3)]
    [InlineData("...\r\n.\r\n", 4)]
    [InlineData(".a\r\n.\r\n", 3)]
    [InlineData("a.b\r\n..\r\n..\r\n.\r\n", 11)]
    [InlineData("a\n..\r\n.\r\n", 6)]
    [InlineData("a\r\n.\nb\r\n.\r\n", 8)]
    [InlineData("a\r\n.\r.\r\n.\r\n", 8)]
    public void Neither_stuffed_dots_nor_the_end_of_mail_data_count_as_its_size(string input, long size)
    {
        var scanned = ScanEveryWay(input + "NOOP\r\n");
        Assert.Equal((true, size), (scanned.Ended, scanned.Size));
    }

    [Fact]
    public void The_size_of_mail_data_equals_its_definition_for_all_chunk_boundaries() => Gen.Select(Gen.OneOf(Streams, MailLike), Gen.Bool, Cuts).Sample(
        (stream, ends, cuts) =>
        {
            stream = ends ? stream + End : stream;
            Assert.Equal(DefinedSize(stream), Scan(Bytes.Cut(Bytes.Of(stream), cuts)).Size);
        },
        iter: 20_000,
        print: sample => $"{Bytes.Show(sample.Item1)} cut at {string.Join(' ', sample.Item3)}");

    [Fact]
    public void The_result_of_the_scanner_does_not_depend_on_chunk_boundaries() => Gen.Select(Gen.OneOf(Streams, MailLike), Cuts).Sample(
        (stream, cuts) => Assert.Equal(Scan([Bytes.Of(stream)]), Scan(Bytes.Cut(Bytes.Of(stream), cuts))),
        iter: 20_000,
        print: sample => $"{Bytes.Show(sample.Item1)} cut at {string.Join(' ', sample.Item2)}");

    [Fact]
    public void The_result_of_the_scanner_equals_its_definition() => Gen.OneOf(Streams, MailLike).Sample(
        stream =>
        {
            var scanned = Scan([Bytes.Of(stream)]);
            var defined = Defined(stream);
            Assert.Equal(defined.Taken, scanned.Ended ? scanned.Taken : null);
            if (scanned.Ended)
                Assert.Equal(defined.Output, scanned.Output);
            else
                Assert.StartsWith(scanned.Output, defined.Output, StringComparison.Ordinal);
        },
        iter: 20_000,
        print: Bytes.Show);

    [Fact]
    public void Mail_data_without_bare_newlines_is_passed_on_unchanged() => MailLike.Sample(
        stream =>
        {
            stream = BareNewline().Replace(stream, "") + End;
            if (BareNewline().IsMatch(stream))
                return;
            var scanned = Scan([Bytes.Of(stream)]);
            var end = stream.StartsWith(".\r\n", StringComparison.Ordinal) ? 3 : stream.IndexOf(End, StringComparison.Ordinal) + End.Length;
            Assert.Equal((true, end, stream[..end], false), (scanned.Ended, scanned.Taken, scanned.Output, scanned.BareNewlineSeen));
        },
        iter: 10_000,
        print: Bytes.Show);

    [Fact]
    public void The_output_of_the_scanner_passes_another_scanner_unchanged() => Gen.Select(Gen.OneOf(Streams, MailLike), Cuts).Sample(
        (stream, cuts) =>
        {
            var once = Scan([Bytes.Of(stream + End)]);
            var again = Scan(Bytes.Cut(Bytes.Of(once.Output), cuts));
            Assert.Equal((true, once.Output.Length, once.Output, false), (again.Ended, again.Taken, again.Output, again.BareNewlineSeen));
        },
        iter: 10_000,
        print: sample => Bytes.Show(sample.Item1));

    [Fact]
    public void The_backend_sees_one_message_however_it_interprets_newlines() => Gen.OneOf(Streams, MailLike).Sample(
        stream => AssertOneMessage(Scan([Bytes.Of(stream + End)]).Output),
        iter: 10_000,
        print: Bytes.Show);

    [Fact]
    public void Mail_data_without_its_end_does_not_end_for_the_backend() => Gen.Select(Gen.OneOf(Streams, MailLike), Cuts).Sample(
        (stream, cuts) =>
        {
            var scanned = Scan(Bytes.Cut(Bytes.Of(stream), cuts));
            if (!scanned.Ended)
                Assert.DoesNotContain(End, $"\r\n{scanned.Output}", StringComparison.Ordinal);
        },
        iter: 10_000,
        print: sample => Bytes.Show(sample.Item1));

    [Fact]
    public void The_recipient_gets_the_content_that_the_client_sent() => Gen.OneOf(Streams, MailLike).Sample(
        stream =>
        {
            var scanned = Scan([Bytes.Of(stream + End)]);
            Assert.Equal(Normalised(Unstuffed((stream + End)[..scanned.Taken])), Unstuffed(scanned.Output));
        },
        iter: 10_000,
        print: Bytes.Show);

    [Fact]
    public void Long_lines_and_many_lines_are_passed_on_as_slices_of_the_input()
    {
        const int Octets = 1 << 20;
        var lines = string.Concat(Enumerable.Repeat("..\r\n", Octets / 4));
        foreach (var text in new[] { new string('a', Octets), lines, new string('.', Octets), new string('\0', Octets) })
        {
            var scanner = new MailDataScanner();
            var chunk = Bytes.Of("x" + text);
            var scanned = scanner.Scan(chunk);
            Assert.Equal((chunk.Length, false, true), (scanned.Taken, scanned.Ended, scanned.Rewritten.IsEmpty));
            Assert.InRange(scanned.Clean, chunk.Length - 2, chunk.Length);
        }
    }

    [Fact]
    public void The_scanner_holds_back_at_most_two_bytes() => Gen.Select(MailLike, Cuts).Sample(
        (stream, cuts) =>
        {
            var scanner = new MailDataScanner();
            var (taken, passed) = (0, 0);
            foreach (var chunk in Bytes.Cut(Bytes.Of(stream), cuts))
            {
                var scanned = scanner.Scan(chunk);
                taken += scanned.Taken;
                passed += scanned.Clean + scanned.Rewritten.Length;
                Assert.True(passed >= taken - 2);
                if (scanned.Ended)
                    return;
                Assert.Equal(chunk.Length, scanned.Taken);
            }
        },
        print: sample => Bytes.Show(sample.Item1));

    private static Outcome ScanEveryWay(string stream)
    {
        var octets = Bytes.Of(stream);
        var whole = Scan([octets]);
        Assert.Equal(whole, Scan(octets.Select(octet => new[] { octet })));
        for (var cut = 1; cut < octets.Length; cut++)
            Assert.Equal(whole, Scan([octets[..cut], octets[cut..]]));
        return whole;
    }

    private static Outcome Scan(IEnumerable<byte[]> chunks)
    {
        var scanner = new MailDataScanner();
        var (taken, output) = (0, "");
        foreach (var chunk in chunks)
        {
            var scanned = scanner.Scan(chunk);
            taken += scanned.Taken;
            output += scanned.Rewritten.IsEmpty ? Bytes.Text(chunk.AsSpan(0, scanned.Clean)) : Bytes.Text(scanned.Rewritten.Span);
            if (scanned.Ended)
                return new Outcome(true, taken, output, scanner.BareNewlineSeen, scanner.Size);
        }

        return new Outcome(false, taken, output, scanner.BareNewlineSeen, scanner.Size);
    }

    // On the whole input and line by line: a CRLF ends a line that the client may have stuffed, a bare CR or LF ends one of our making.
    private static (int? Taken, string Output) Defined(string stream)
    {
        var (output, taken, clientsLine) = ("", 0, true);
        foreach (Match line in Line().Matches(stream))
        {
            var (text, newline) = (line.Groups[1].Value, line.Groups[2].Value);
            taken += line.Length;
            if (clientsLine && text == "." && newline == "\r\n")
                return (taken, output + ".\r\n");
            var stuffed = text.StartsWith('.') && (!clientsLine || (text == "." && newline.Length == 1)) ? $".{text}" : text;
            output += newline.Length == 0 ? stuffed : stuffed + "\r\n";
            clientsLine = newline == "\r\n";
        }

        return (null, output);
    }

    // RFC 1870 5: all octets of the client's but the dots it stuffed (RFC 5321 4.5.2) and the end. A dot alone is stuffed by nobody.
    private static long DefinedSize(string stream)
    {
        var (size, clientsLine) = (0L, true);
        foreach (Match line in Line().Matches(stream))
        {
            var (text, newline) = (line.Groups[1].Value, line.Groups[2].Value);
            if (clientsLine && text == "." && newline == "\r\n")
                return size;
            size += line.Length - (clientsLine && text.StartsWith('.') && text.Length > 1 ? 1 : 0);
            clientsLine = newline == "\r\n";
        }

        return size;
    }

    // RFC 5321 4.5.2, at the receiving end. A dot alone between CRLF and a bare newline was no end and so is content, which the client forgot to stuff.
    private static string Unstuffed(string mailData) =>
        Regex.Replace($"\r\n{mailData}", @"\r\n\.(?!\r\n\z|\r(?!\n)|\n)", "\r\n")[2..];

    private static string Normalised(string content) => Regex.Replace(content, @"\r\n|\r|\n", "\r\n");

    // Whether it takes CRLF, CR or LF for a line end: there is one end, and it is at the end.
    private static void AssertOneMessage(string output)
    {
        Assert.False(BareNewline().IsMatch(output), Bytes.Show(output));
        Assert.Equal(output.Length - ".\r\n".Length, Regex.Match($"\r\n{output}", @"(?<=\r\n|\r|\n)\.(\r\n|\r|\n)").Index - 2);
    }

    [GeneratedRegex(@"\r(?!\n)|(?<!\r)\n")]
    private static partial Regex BareNewline();

    [GeneratedRegex(@"([^\r\n]*)(\r\n|\r|\n|\z)")]
    private static partial Regex Line();

    private sealed record Outcome(bool Ended, int Taken, string Output, bool BareNewlineSeen, long Size);
}
