using System.Globalization;
using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

public sealed class LogTimestampTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-01T12:30:05Z x", "2026-03-01T12:30:05Z", 20)]
    [InlineData("2026-03-01T12:30:05.5+01:00 x", "2026-03-01T11:30:05.5Z", 27)]
    [InlineData("2026-03-01T12:30:05-0530 x", "2026-03-01T18:00:05Z", 24)]
    [InlineData("2026-03-01T12:30:05 x", "2026-03-01T11:30:05Z", 19)]
    [InlineData("2026-07-01T12:30:60 x", "2026-07-01T10:30:59Z", 19)]
    [InlineData("2026-03-29T02:30:00 x", "2026-03-29T01:30:00Z", 19)]
    public void RFC_3339_is_read_with_any_offset(string text, string utc, int length)
    {
        Assert.Equal(length, LogTimestamp.Rfc3339(text, Berlin, out var at));
        Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), at);
    }

    [Theory]
    [InlineData("2026-03-01 12:30:05 x", "2026-03-01T11:30:05Z", 19)]
    [InlineData("2026-03-01 12:30:05.123 +0200 x", "2026-03-01T10:30:05.123Z", 29)]
    [InlineData("2026-03-01 12:30:05,123 [4711]", "2026-03-01T11:30:05.123Z", 23)]
    public void A_time_after_a_space_is_local_unless_it_has_an_offset(string text, string utc, int length)
    {
        Assert.Equal(length, LogTimestamp.Spaced(text, Berlin, out var at));
        Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), at);
    }

    [Theory]
    [InlineData("2026-03-01T12:30:0")]
    [InlineData("2026-13-01T12:30:05Z")]
    [InlineData("2026-02-29T12:30:05Z")]
    [InlineData("2026-03-01T24:30:05Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2026-03-01x12:30:05Z")]
    [InlineData("")]
    public void An_invalid_time_is_none(string text) => Assert.Equal(0, LogTimestamp.Rfc3339(text, Berlin, out _));

    [Theory]
    [InlineData("Mar  1 12:30:05 mx", 3, 1, 15)]
    [InlineData("Mar 01 12:30:05.123456 mx", 3, 1, 22)]
    [InlineData("Dec 31 12:30:05 mx", 12, 31, 15)]
    [InlineData("Mar 1 12:30:05 mx", 3, 1, 14)]
    public void The_classic_time_has_no_year(string text, int month, int day, int length)
    {
        Assert.Equal(length, LogTimestamp.Classic(text, out var at));
        Assert.Equal((month, day, 12), (at.Month, at.Day, at.OfDay.Hours));
    }

    [Theory]
    [InlineData("Mar  0 12:30:05")]
    [InlineData("anF  1 12:30:05")]
    [InlineData("Mar 32 12:30:05")]
    [InlineData("Mar  1 12:30")]
    [InlineData("Mar  112:30:05 ")]
    [InlineData("March 1 12:30:05")]
    public void An_invalid_classic_time_is_none(string text) => Assert.Equal(0, LogTimestamp.Classic(text, out _));

    [Fact]
    public void No_text_breaks_a_parser()
    {
        var random = new Random(1);
        const string Alphabet = "0123456789-:.+ TZ<>{}\"atimeMarJn";
        for (var run = 0; run < 200_000; run++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var clock = new LogClock(DateTimeOffset.UnixEpoch, Berlin);
            clock.Survey(text);
            Assert.InRange(clock.Read(new LogLine("x", 1, text)).TimeLength, 0, text.Length);
        }
    }
}
