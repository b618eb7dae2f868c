using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class ClockTrustTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly ClockTrust _start = ClockTrust.Begin(Day, TimeSpan.Zero);

    [Fact]
    public void A_clock_without_jumps_is_trusted() => Assert.True(Look(_start, TimeSpan.FromMinutes(5), jump: TimeSpan.Zero).IsTrusted);

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    [InlineData(0.1)]
    public void A_clock_that_jumped_is_not_trusted_for_a_day(double days)
    {
        var jumped = Look(_start, TimeSpan.FromMinutes(5), TimeSpan.FromDays(days));
        Assert.True(jumped.HasJumped);
        Assert.False(jumped.IsTrusted);
        Assert.False(Look(jumped, ClockTrust.Pause - TimeSpan.FromTicks(1), TimeSpan.Zero).IsTrusted);
        Assert.True(Look(jumped, ClockTrust.Pause, TimeSpan.Zero).IsTrusted);
    }

    [Fact]
    public void A_jump_back_starts_another_day_without_trust()
    {
        var there = Look(_start, TimeSpan.FromMinutes(5), Year);
        var back = Look(there, TimeSpan.FromHours(20), -Year);
        Assert.False(Look(back, TimeSpan.FromHours(20), TimeSpan.Zero).IsTrusted);
        Assert.True(Look(back, ClockTrust.Pause, TimeSpan.Zero).IsTrusted);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(-120)]
    public void A_correction_of_two_hours_does_not_count_as_a_jump(int minutes) =>
        Assert.True(Look(_start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(minutes)).IsTrusted);

    private static ClockTrust Look(ClockTrust before, TimeSpan passed, TimeSpan jump) => before.Look(before.Day + passed + jump, before.Steady + passed);
}
