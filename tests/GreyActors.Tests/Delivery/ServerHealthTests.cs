using System.Net;
using GreyActors.Delivery;
using Xunit;

namespace GreyActors.Tests.Delivery;

public sealed class ServerHealthTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EndPoint One = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 25);
    private static readonly EndPoint Two = new IPEndPoint(IPAddress.Parse("2001:db8::2"), 25);

    [Fact]
    public void The_first_failure_makes_a_server_suspect_and_the_third_down()
    {
        var health = ServerHealth.Unknown(Start, One);
        Assert.Equal(ServerCondition.Up, health.Condition);

        health = Fail(health, 1);
        Assert.Equal((ServerCondition.Suspect, At(1), "gone"), (health.Condition, health.Since, health.Why));
        health = Fail(health, 2);
        Assert.Equal((ServerCondition.Suspect, At(1)), (health.Condition, health.Since));
        health = Fail(health, 3);
        Assert.Equal((ServerCondition.Down, At(3)), (health.Condition, health.Since));
        health = Fail(health, 4);
        Assert.Equal((ServerCondition.Down, At(3)), (health.Condition, health.Since));
    }

    [Fact]
    public void One_success_makes_a_server_up_and_resets_the_count()
    {
        var health = Fail(Fail(ServerHealth.Unknown(Start, One), 1), 2).Worked(One, At(3));
        Assert.Equal((ServerCondition.Up, At(3), ""), (health.Condition, health.Since, health.Why));
        Assert.Equal(ServerCondition.Suspect, Fail(Fail(health, 4), 5).Condition);
    }

    [Fact]
    public void Success_of_a_server_that_is_well_changes_nothing()
    {
        var health = ServerHealth.Unknown(Start, One);
        Assert.Equal(health, health.Worked(One, At(5)));
    }

    [Fact]
    public void A_server_is_well_while_one_of_its_addresses_is()
    {
        var health = ServerHealth.Unknown(Start, One, Two).RelayFailed(One, "gone", TimeSpan.Zero, At(1));
        Assert.Equal(ServerCondition.Up, health.Condition);
        Assert.Equal([Two, One], health.InOrder);

        health = health.RelayFailed(Two, "gone", TimeSpan.Zero, At(2));
        Assert.Equal(ServerCondition.Suspect, health.Condition);
        Assert.Equal([One, Two], health.InOrder);

        Assert.Equal([Two, One], health.Worked(Two, At(3)).InOrder);
    }

    [Fact]
    public void An_address_that_the_name_does_not_stand_for_any_more_says_nothing_of_the_server()
    {
        var health = ServerHealth.Unknown(Start, One);
        Assert.Equal(health, health.RelayFailed(Two, "gone", TimeSpan.Zero, At(1)));
    }

    [Fact]
    public void A_failure_that_took_long_is_not_worth_another_wait()
    {
        var health = ServerHealth.Unknown(Start, One);
        Assert.True(health.Failed("silent", TimeSpan.FromSeconds(30), At(1)).IsSlow);
        Assert.False(health.Failed("silent", TimeSpan.FromSeconds(30), At(1)).Failed("refused", TimeSpan.FromMilliseconds(3), At(2)).IsSlow);
    }

    [Fact]
    public void Addresses_are_taken_once_each_and_no_more_than_there_may_be()
    {
        var many = Enumerable.Range(1, 40).Select(host => new IPEndPoint(IPAddress.Parse($"192.0.2.{host}"), 25));
        Assert.Equal([One, Two], ServerHealth.Unknown(Start).Resolved([One, Two, One]).Addresses.ToArray());
        Assert.Equal(16, ServerHealth.Unknown(Start).Resolved(many).Addresses.Length);
    }

    [Fact]
    public void An_address_that_is_gone_is_failing_no_more()
    {
        var health = ServerHealth.Unknown(Start, One, Two).AddressFailed(One).Resolved([Two]);
        Assert.Empty(health.Failing);
        Assert.Equal([Two], health.InOrder);
    }

    private static ServerHealth Fail(ServerHealth health, int minute) => health.RelayFailed(One, "gone", TimeSpan.Zero, At(minute));

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);
}
