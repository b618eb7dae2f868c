using GreyActors.Reputation;
using Xunit;

namespace GreyActors.Tests.Reputation;

public sealed class DnsHealthTests
{
    private readonly DnsHealth _health = new();

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void Twenty_failures_in_a_row_are_a_failure_of_the_DNS(int failures, bool isFailing)
    {
        Fail(failures, 0);

        Assert.Equal(isFailing, _health.IsFailing);
    }

    [Theory]
    [InlineData(4, 30_000, false)]
    [InlineData(5, 29_999, false)]
    [InlineData(5, 30_000, true)]
    public void Five_failures_in_thirty_seconds_without_a_success_are_a_failure_of_the_DNS(int failures, long time, bool isFailing)
    {
        Fail(failures - 1, 1_000);
        Fail(1, 1_000 + time);

        Assert.Equal(isFailing, _health.IsFailing);
    }

    [Fact]
    public void A_success_in_between_makes_failures_of_single_domains_harmless()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail(19, i * 100_000);
            _health.Record(hasFailed: false, i * 100_000);
        }

        Assert.False(_health.IsFailing);
    }

    [Fact]
    public void Only_the_first_result_of_its_kind_is_a_change()
    {
        Assert.Equal([.. Enumerable.Repeat(false, 19), true, false, false], Enumerable.Range(0, 22).Select(_ => _health.Record(hasFailed: true, 0)));
        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(_ => _health.Record(hasFailed: false, 0)));
    }

    private void Fail(int times, long now)
    {
        for (var i = 0; i < times; i++)
            _health.Record(hasFailed: true, now);
    }
}
