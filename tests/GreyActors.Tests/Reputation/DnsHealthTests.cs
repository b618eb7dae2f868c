using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using Xunit;

namespace GreyActors.Tests.Reputation;

public sealed class DnsHealthTests
{
    private readonly DnsHealth _health = new();

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Five_failures_in_a_row_are_worth_a_probe(int failures, bool isDue)
    {
        Fail(failures);

        Assert.Equal(isDue, _health.BeginProbe(0));
        Assert.False(_health.IsFailing);
        Assert.False(_health.BeginProbe(0));
    }

    [Fact]
    public void A_success_in_between_makes_failures_of_single_domains_harmless()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail(4);
            _health.Record(hasFailed: false);
        }

        Assert.False(_health.BeginProbe(0));
    }

    [Fact]
    public void Failed_queries_are_no_failure_of_the_DNS_while_probes_are_answered()
    {
        for (var now = 0; now < 100_000; now += 5_000)
        {
            Fail(1_000);
            Assert.True(_health.BeginProbe(now));
            Fail(1_000);
            Assert.False(_health.RecordProbe(hasFailed: false, now));
            Assert.False(_health.IsFailing);
        }
    }

    [Fact]
    public void A_failed_probe_is_a_failure_of_the_DNS_until_anything_is_answered()
    {
        foreach (var end in new[] { () => _health.Record(hasFailed: false), () => _health.RecordProbe(hasFailed: false, 20_000) })
        {
            Fail(5);
            Assert.True(_health.BeginProbe(10_000));
            Assert.True(_health.RecordProbe(hasFailed: true, 10_000));
            Assert.Equal((true, 6), (_health.IsFailing, _health.Failures));
            Assert.False(_health.RecordProbe(hasFailed: true, 15_000));
            Assert.False(_health.Record(hasFailed: true));

            Assert.True(end());
            Assert.Equal((false, 0), (_health.IsFailing, _health.Failures));
            Assert.False(_health.Record(hasFailed: false));
            _health.RecordProbe(hasFailed: false, 0);
        }
    }

    [Theory]
    [InlineData(true, 2_999, false)]
    [InlineData(true, 3_000, true)]
    [InlineData(false, 2_999, false)]
    [InlineData(false, 3_000, true)]
    public void Three_seconds_pass_between_two_probes(bool hasFailed, long time, bool isDue)
    {
        Fail(5);
        _health.BeginProbe(0);
        _health.RecordProbe(hasFailed, 1_000);
        Fail(5);

        Assert.Equal(isDue, _health.BeginProbe(1_000 + time));
    }

    [Fact]
    public void Each_probe_asks_for_another_name_so_that_no_cache_answers_it()
    {
        var (one, other) = (DnsHealth.NextProbe(), DnsHealth.NextProbe());

        Assert.NotEqual(one, other);
        Assert.EndsWith(".root-servers.net", one.Name, StringComparison.Ordinal);
        Assert.Equal(DnsType.A, one.Type);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
            _health.Record(hasFailed: true);
    }
}
