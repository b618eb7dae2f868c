using System.Runtime.CompilerServices;
using System.Text;
using GreyActors.Doors.Smtp;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Doors.Smtp;

public sealed class TranscriptTests
{
    private readonly Transcript _transcript = new();

    [Fact]
    public void Nothing_said_is_nothing_shown() => Assert.Empty(_transcript.Lines());

    [Fact]
    public void Each_line_is_shown_with_who_said_it_and_a_reply_line_by_line()
    {
        Say(DialogueDirection.FromClient, "EHLO x");
        Say(DialogueDirection.ToClient, "250-a\r\n250 b\r\n");

        Assert.Equal([("client", "EHLO x"), ("us", "250-a"), ("us", "250 b")], _transcript.Lines().Select(line => (line.From, line.Text)));
        Assert.All(_transcript.Lines(), line => Assert.InRange(line.At, 0, 60));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(100)]
    public void The_last_lines_are_kept(int said)
    {
        for (var line = 1; line <= said; line++)
            Say(DialogueDirection.FromClient, $"line {line}");

        var first = Math.Max(1, said - Transcript.MaxLines + 1);
        Assert.Equal(Enumerable.Range(first, said - first + 1).Select(line => $"line {line}"), _transcript.Lines().Select(line => line.Text));
    }

    [Fact]
    public void A_long_reply_has_no_more_lines_than_there_are_places()
    {
        Say(DialogueDirection.ToClient, string.Concat(Enumerable.Range(1, 100).Select(line => $"250-{line}\r\n")));

        Assert.Equal(Transcript.MaxLines, _transcript.Lines().Length);
    }

    [Fact]
    public void Control_characters_are_escaped_and_long_lines_cut()
    {
        Say(DialogueDirection.FromClient, "\u001b[31mé\0");
        Say(DialogueDirection.FromClient, new string('x', 2000));

        Assert.Equal(["\\x1b[31m\\xc3\\xa9\\x00", new string('x', Transcript.MaxLineOctets) + "…"], _transcript.Lines().Select(line => line.Text));
    }

    [Fact]
    public void A_huge_reply_is_not_kept_whole()
    {
        var huge = SayHuge();
        GC.Collect();

        Assert.False(huge.IsAlive);
        Assert.EndsWith("…", Assert.Single(_transcript.Lines()).Text, StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference SayHuge()
    {
        var bytes = Encoding.UTF8.GetBytes(new string('x', 100_000));
        _transcript.Note(DialogueDirection.ToClient, bytes);
        return new WeakReference(bytes);
    }

    private void Say(DialogueDirection direction, string text) => _transcript.Note(direction, Encoding.UTF8.GetBytes(text));
}
