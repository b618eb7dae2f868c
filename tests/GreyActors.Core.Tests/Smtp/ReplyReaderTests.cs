using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class ReplyReaderTests
{
    [Theory]
    [InlineData("250 Ok", 250)]
    [InlineData("250", 250)]
    [InlineData("250 ", 250)]
    [InlineData("200 lowest", 200)]
    [InlineData("599 highest", 599)]
    [InlineData("354 Go\tahead", 354)]
    [InlineData("550 5.1.1 M\u00c3\u00bcller?", 550)]
    [InlineData("250-one\n250 two", 250)]
    [InlineData("250-\n250-\n250", 250)]
    [InlineData("250-250 nested\n250 end", 250)]
    public void A_reply_is_kept_unchanged(string lines, int code)
    {
        var reply = Assert.Single(Read(lines));
        Assert.Equal((code, lines.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n"), (reply.Code, Bytes.Text(reply.Bytes.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("25")]
    [InlineData("250Ok")]
    [InlineData("250_Ok")]
    [InlineData("250+Ok")]
    [InlineData(" 250 Ok")]
    [InlineData("2500 Ok")]
    [InlineData("000 Ok")]
    [InlineData("100 Ok")]
    [InlineData("199 Ok")]
    [InlineData("600 Ok")]
    [InlineData("999 Ok")]
    [InlineData("-25 Ok")]
    [InlineData("2x0 Ok")]
    [InlineData("+50 Ok")]
    [InlineData("\u00b2\u00b2\u00b2 Ok")]
    [InlineData("250 O\0k")]
    [InlineData("250 O\rk")]
    [InlineData("250 O\nk")]
    [InlineData("250 O\u001b[2Jk")]
    [InlineData("250 O\u007fk")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("\u0015\u0003\u0001\0\u0002")]
    public void An_invalid_reply_is_not_passed_on(string line)
    {
        Assert.Equal(ReplyProgress.Garbage, new ReplyReader().Take(Bytes.Of(line), out var reply));
        Assert.Null(reply);
        var reader = new ReplyReader();
        Assert.Equal(ReplyProgress.Unfinished, reader.Take("250-first"u8, out _));
        Assert.Equal(ReplyProgress.Garbage, reader.Take(Bytes.Of(line), out reply));
        Assert.Null(reply);
    }

    [Theory]
    [InlineData("250-first", "251 second")]
    [InlineData("250-first", "550-second")]
    [InlineData("250-first", "550")]
    public void All_lines_of_a_reply_have_the_same_code(string first, string second)
    {
        var reader = new ReplyReader();
        Assert.Equal(ReplyProgress.Unfinished, reader.Take(Bytes.Of(first), out _));
        Assert.Equal(ReplyProgress.Garbage, reader.Take(Bytes.Of(second), out _));
    }

    [Theory]
    [InlineData(ReplyReader.MaxLines - 1, true)]
    [InlineData(ReplyReader.MaxLines, true)]
    [InlineData(ReplyReader.MaxLines + 1, false)]
    public void A_flood_of_lines_is_not_a_reply(int lines, bool whole)
    {
        var reader = new ReplyReader();
        for (var i = 1; i < lines; i++)
            Assert.Equal(ReplyProgress.Unfinished, reader.Take("250-more"u8, out _));
        Assert.Equal(whole ? ReplyProgress.Complete : ReplyProgress.Garbage, reader.Take("250 end"u8, out _));
    }

    [Fact]
    public void A_flood_without_an_end_is_not_kept()
    {
        var reader = new ReplyReader();
        var results = Enumerable.Range(0, 10_000).Select(_ => reader.Take("250-more"u8, out var _)).ToArray();
        Assert.All(results.Skip(ReplyReader.MaxLines), result => Assert.Equal(ReplyProgress.Garbage, result));
    }

    [Fact]
    public void Consecutive_replies_are_read()
    {
        var replies = Read("250-a\n250 b\n354 c\n550-d\n550-e\n550 f");
        Assert.Equal([250, 354, 550], replies.Select(reply => reply.Code));
        Assert.Equal(["550-d", "550-e", "550 f", ""], Bytes.Text(replies[2].Bytes.Span).Split("\r\n"));
        Assert.Equal(["d", "e", "f"], replies[2].TextLines());
    }

    [Fact]
    public void A_reply_is_not_changed_by_the_next_one()
    {
        var replies = Read("250 first\n550 other");
        Assert.Equal("250 first\r\n", Bytes.Text(replies[0].Bytes.Span));
    }

    [Fact]
    public void A_reply_that_is_passed_on_is_well_formed_for_any_input() =>
        Bytes.Made(6, "250", "250-", "250 ", "550 ", "5", "-", " ", "text", "\r", "\n", "\0", "\u00ff", "\u007f", "\t").Array[1, 8].Sample(
            lines =>
            {
                var reader = new ReplyReader();
                foreach (var line in lines)
                {
                    if (reader.Take(Bytes.Of(line), out var reply) != ReplyProgress.Complete)
                        continue;
                    var passedOn = Bytes.Text(reply!.Bytes.Span);
                    Assert.Matches(@"\A(\d{3}-[^\x00-\x08\x0a-\x1f\x7f]*\r\n)*\d{3}( [^\x00-\x08\x0a-\x1f\x7f]*)?\r\n\z", passedOn);
                    Assert.All(passedOn.Split("\r\n")[..^1], each => Assert.StartsWith($"{reply.Code}", each, StringComparison.Ordinal));
                }
            },
            iter: 10_000);

    private static List<RelayReply> Read(string lines)
    {
        var reader = new ReplyReader();
        var replies = new List<RelayReply>();
        foreach (var line in lines.Split('\n'))
        {
            var progress = reader.Take(Bytes.Of(line), out var reply);
            Assert.Equal(reply is null ? ReplyProgress.Unfinished : ReplyProgress.Complete, progress);
            if (reply is not null)
                replies.Add(reply);
        }

        return replies;
    }
}
