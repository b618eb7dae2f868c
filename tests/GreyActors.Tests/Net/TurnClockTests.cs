using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

/// <summary>Times are milliseconds; the clock started long before.</summary>
public sealed class TurnClockTests
{
    private const long Start = 1_000_000;
    private const int AnyRate = 0;

    [Fact]
    public void A_client_that_waits_for_a_reply_is_not_silent()
    {
        Assert.Equal(TimeSpan.Zero, TurnClock.Ours.Silence(Start, AnyRate));
        var ours = TurnClock.Ours.Wanted(Reading.Line, Start).Wanted(Reading.Nothing, Start + 10);
        Assert.Equal(TimeSpan.Zero, ours.Silence(Start + 1_000_000, AnyRate));
        Assert.Equal(TimeSpan.Zero, TurnClock.Ours.Wanted(Reading.Chunk, Start).Wanted(Reading.Nothing, Start + 10).Silence(Start + 1_000_000, 100));
    }

    [Fact]
    public void Silence_starts_with_the_clients_turn()
    {
        AssertSilent(0, TurnClock.Ours.Wanted(Reading.Line, Start), Start);
        AssertSilent(250, TurnClock.Ours.Wanted(Reading.Line, Start), Start + 250);
        AssertSilent(250, TurnClock.Ours.Wanted(Reading.Chunk, Start), Start + 250);
        AssertSilent(50, TurnClock.Ours.Wanted(Reading.Line, Start).Wanted(Reading.Nothing, Start + 10).Wanted(Reading.Line, Start + 200), Start + 250);
    }

    [Fact]
    public void Single_bytes_of_a_command_do_not_end_the_silence()
    {
        var turn = TurnClock.Ours.Wanted(Reading.Line, Start);
        for (var i = 1; i <= 10; i++)
            turn = turn.Heard(1, Start + (i * 100));
        AssertSilent(1000, turn, Start + 1000);
        AssertSilent(1000, turn, Start + 1000, minDataRate: 1);
        AssertSilent(1000, turn, Start + 1000, minDataRate: 1000);
    }

    [Fact]
    public void Mail_data_counts_as_it_arrives()
    {
        var turn = TurnClock.Ours.Wanted(Reading.Chunk, Start).Heard(1, Start + 900);
        AssertSilent(100, turn, Start + 1000);
        AssertSilent(0, turn.Heard(1, Start + 1000), Start + 1000);
    }

    // 300 bytes in three seconds are 100 per second.
    [Theory]
    [InlineData(299, 3000, 3000)]
    [InlineData(300, 3000, 1000)]
    [InlineData(300, 3001, 3001)]
    [InlineData(301, 3000, 1000)]
    [InlineData(301, 3010, 1010)]
    [InlineData(301, 3011, 3011)]
    public void Mail_data_slower_than_the_minimum_rate_counts_as_silence(int octets, long after, int silence) =>
        AssertSilent(silence, TurnClock.Ours.Wanted(Reading.Chunk, Start).Heard(octets, Start + 2000), Start + after, minDataRate: 100);

    [Fact]
    public void Without_a_minimum_rate_only_the_pause_counts() =>
        AssertSilent(1000, TurnClock.Ours.Wanted(Reading.Chunk, Start).Heard(1, Start + 100_000), Start + 101_000, AnyRate);

    [Fact]
    public void The_time_spent_waiting_for_the_backend_does_not_count_against_the_client()
    {
        // Two turns of the client, a second each, with a minute of ours between them.
        var turn = TurnClock.Ours.Wanted(Reading.Chunk, Start)
            .Heard(100, Start + 1000).Wanted(Reading.Nothing, Start + 1000)
            .Wanted(Reading.Chunk, Start + 61_000).Heard(100, Start + 62_000);
        Assert.Equal((2000, 200), (turn.DataWaited, turn.DataBytes));
        AssertSilent(0, turn, Start + 62_000, minDataRate: 100);
        AssertSilent(2001, turn, Start + 62_001, minDataRate: 100);
    }

    [Fact]
    public void A_turn_without_data_counts_towards_the_rate()
    {
        var turn = TurnClock.Ours.Wanted(Reading.Chunk, Start).Wanted(Reading.Nothing, Start + 700).Wanted(Reading.Chunk, Start + 5000);
        AssertSilent(1000, turn, Start + 5300, minDataRate: 100);
        AssertSilent(300, turn, Start + 5300, AnyRate);
    }

    [Fact]
    public void Data_received_before_it_was_requested_counts_towards_the_rate()
    {
        var turn = TurnClock.Ours.Wanted(Reading.Line, Start).Heard(40, Start + 10).Wanted(Reading.Nothing, Start + 10)
            .Heard(60, Start + 20).Wanted(Reading.Chunk, Start + 30);
        Assert.Equal(100, turn.DataBytes);
        AssertSilent(1000, turn, Start + 1030, minDataRate: 100);
        AssertSilent(1000, turn, Start + 1030, minDataRate: 101);
        AssertSilent(0, turn.Heard(1, Start + 1030), Start + 1030, minDataRate: 101);
    }

    [Fact]
    public void The_next_command_resets_the_rate_of_mail_data()
    {
        var fast = TurnClock.Ours.Wanted(Reading.Chunk, Start).Heard(1_000_000, Start + 1000);
        AssertSilent(0, fast, Start + 1000, minDataRate: 100);
        var next = fast.Wanted(Reading.Nothing, Start + 1000).Wanted(Reading.Line, Start + 2000);
        Assert.Equal(new TurnClock(Reading.Line, Start + 2000, 0, 0), next);
        var slow = next.Wanted(Reading.Nothing, Start + 3000).Wanted(Reading.Chunk, Start + 3000).Heard(1, Start + 5000);
        AssertSilent(2000, slow, Start + 5000, minDataRate: 100);
    }

    [Fact]
    public void The_longest_session_and_the_largest_message_do_not_overflow()
    {
        const long Days = 24L * 24 * 3600 * 1000;
        var turn = new TurnClock(Reading.Chunk, Start, Days, 1L << 50);
        AssertSilent(1, turn, Start + 1, minDataRate: 1_000_000);
        Assert.Equal(TimeSpan.FromMilliseconds(Days + 1), (turn with { DataBytes = int.MaxValue }).Silence(Start + 1, 1_000_000));
    }

    private static void AssertSilent(int milliseconds, TurnClock turn, long now, int minDataRate = AnyRate) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), turn.Silence(now, minDataRate));
}
