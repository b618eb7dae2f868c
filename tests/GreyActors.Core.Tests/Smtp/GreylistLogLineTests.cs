using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class GreylistLogLineTests
{
    private static readonly DateTimeOffset At = new(2007, 11, 6, 17, 22, 15, 940, TimeSpan.Zero);
    private static readonly string[] Snippets = ["|", " ", ", ", "<", ">", "\r\n", "\\", "x7c", "é", "😀", "\u2028", "DEFERRED"];
    private static readonly IPAddress Client = IPAddress.Parse("88.241.81.46");

    [Fact]
    public void The_log_line_of_the_Kamaelia_slides_is_written_byte_for_byte() =>
        Assert.Equal(
            "20071106172215.940 | dsl88.241-20782.ttnet.net.tr | 88.241.81.46 | <linhotepmet@hotep.de> | <ms@cerenity.org> | DEFERRED | "u8.ToArray(),
            Encoding.UTF8.GetBytes(GreylistLogLine.Format(
                At, "dsl88.241-20782.ttnet.net.tr", Client, "linhotepmet@hotep.de", ["ms@cerenity.org"], MailStatus.Deferred)));

    [Fact]
    public void Forward_paths_are_joined_with_comma_and_space() =>
        Assert.Equal(
            "20071106172215.940 | h | 88.241.81.46 | <a@b.example> | <c@d.example>, <e@f.example> | ACCEPTED | ",
            GreylistLogLine.Format(At, "h", Client, "a@b.example", ["c@d.example", "e@f.example"], MailStatus.Accepted));

    [Fact]
    public void The_null_reverse_path_is_an_empty_pair_of_brackets_and_a_missing_HELO_is_empty() =>
        Assert.Equal(
            "20071106172215.940 |  | 88.241.81.46 | <> |  | ABORTED | ",
            GreylistLogLine.Format(At, "", Client, "", [], MailStatus.Aborted));

    [Fact]
    public void The_time_is_written_in_utc_with_milliseconds() =>
        Assert.StartsWith(
            "20080101003000.007 | ",
            GreylistLogLine.Format(
                new DateTimeOffset(2007, 12, 31, 23, 30, 0, 7, TimeSpan.FromHours(-1)), "h", Client, "", [], MailStatus.Failed),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:DB8::7", "2001:db8::7")]
    public void The_address_is_written_in_its_usual_form(string address, string written) =>
        Assert.Equal(written, Fields(Line("h", "", address: address))[2]);

    [Theory]
    [InlineData(MailStatus.Accepted, "ACCEPTED")]
    [InlineData(MailStatus.WouldDefer, "WOULD-DEFER")]
    [InlineData(MailStatus.Deferred, "DEFERRED")]
    [InlineData(MailStatus.Rejected, "REJECTED")]
    [InlineData(MailStatus.Failed, "FAILED")]
    [InlineData(MailStatus.Aborted, "ABORTED")]
    public void The_status_is_written_in_capitals(MailStatus status, string written) =>
        Assert.Equal(written, Fields(GreylistLogLine.Format(At, "h", Client, "", [], status))[5]);

    [Theory]
    [InlineData("a\r\n20260101000000.000 | b", @"a\x0d\x0a20260101000000.000 \x7c b")]
    [InlineData("tab\there", @"tab\x09here")]
    [InlineData("a|b", @"a\x7cb")]
    [InlineData(@"\x0a", @"\x5cx0a")]
    [InlineData("müller", @"m\xc3\xbcller")]
    [InlineData("\u2028", @"\xe2\x80\xa8")]
    [InlineData("\u007f\u0000\u001b[31m", @"\x7f\x00\x1b[31m")]
    [InlineData("<angle>", "<angle>")]
    public void Hostile_text_in_a_helo_name_is_escaped(string helo, string written) => Assert.Equal(written, Fields(Line(helo, ""))[1]);

    [Theory]
    [InlineData("\"x>, <y\"@d.example", "<\"x\\x3e, \\x3cy\"@d.example>")]
    [InlineData("a|b@d.example", @"<a\x7cb@d.example>")]
    [InlineData("\"a b\"@d.example", "<\"a b\"@d.example>")]
    public void Hostile_text_in_a_path_is_escaped(string path, string written) => Assert.Equal(written, Fields(Line("h", path))[3]);

    [Fact]
    public void The_log_line_is_one_line_of_printable_ASCII_and_splits_into_its_fields_for_any_input() =>
        Gen.Select(Hostile, Hostile, Hostile.Array[0, 4]).Sample((helo, reversePath, forwardPaths) =>
        {
            var line = GreylistLogLine.Format(At, helo, Client, reversePath, [.. forwardPaths], MailStatus.Deferred);

            Assert.All(line, one => Assert.InRange(one, ' ', '~'));
            var fields = Fields(line);
            Assert.Equal(7, fields.Length);
            Assert.Equal(helo, Unescape(fields[1]));
            Assert.Equal($"<{reversePath}>", Unescape(fields[3]));
            var paths = fields[4].Length == 0 ? [] : fields[4][1..^1].Split(">, <").Select(Unescape).ToArray();
            Assert.Equal(forwardPaths, paths);
            Assert.Equal("DEFERRED", fields[5]);
        });

    private static Gen<string> Hostile => Gen.OneOf(
        Gen.Int[0, Snippets.Length - 1].Select(one => Snippets[one]).Array[0, 8].Select(string.Concat),
        Gen.Char[' ', '~'].Array[0, 20].Select(chars => new string(chars)));

    private static string Line(string helo, string reversePath, string address = "88.241.81.46") =>
        GreylistLogLine.Format(At, helo, IPAddress.Parse(address), reversePath, ImmutableArray<string>.Empty, MailStatus.Deferred);

    private static string[] Fields(string line) => line.Split(" | ");

    private static string Unescape(string text) => Encoding.UTF8.GetString(
        [.. Regex.Matches(text, @"\\x([0-9a-f]{2})|.").Select(one =>
            one.Groups[1].Success ? Convert.ToByte(one.Groups[1].Value, 16) : (byte)one.Value[0])]);
}
