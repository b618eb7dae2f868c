using GreyActors.Configuration;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ProcessCapacityTests
{
    private static readonly GreyActorsSettings Settings = TestSettings.Plain with
    {
        Limits = TestSettings.Plain.Limits with { MaxConnections = 10_000 },
        Greylisting = TestSettings.Plain.Greylisting with { MaxTriplets = 2_000_000 },
    };

    [Fact]
    public void With_enough_capacity_the_configuration_applies_unchanged() =>
        Assert.Equal(Settings, ProcessCapacity.Of(Settings, 65_536, 1L << 34, http: 100).Apply(Settings));

    [Fact]
    public void With_few_descriptors_fewer_clients_are_served() =>
        Assert.InRange(ProcessCapacity.Of(Settings, 1_024, 1L << 34, http: 32).Apply(Settings).Limits.MaxConnections, 300, 600);

    [Fact]
    public void With_little_memory_fewer_clients_are_served_and_fewer_triplets_are_kept()
    {
        var applied = ProcessCapacity.Of(Settings, 65_536, 48L << 20, http: 100).Apply(Settings);
        Assert.InRange(applied.Limits.MaxConnections, 140, 160);
        Assert.InRange(applied.Greylisting.MaxTriplets, 50_000, 70_000);
    }

    [Fact]
    public void With_little_memory_fewer_answers_of_the_DNS_are_kept()
    {
        var settings = Settings with { Reputation = Settings.Reputation with { CacheSize = 50_000 } };
        Assert.Equal(3072, ProcessCapacity.Of(settings, 65_536, 48L << 20, http: 100).Apply(settings).Reputation.CacheSize);
    }

    [Fact]
    public void When_the_number_of_clients_is_lowered_a_client_network_gets_at_most_half_of_them()
    {
        var limits = WithFewDescriptors(maxConnectionsPerClient: 100);
        Assert.InRange(limits.MaxConnections, 16, 150);
        Assert.Equal(limits.MaxConnections / 2, limits.MaxConnectionsPerClient);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public void A_lower_limit_for_a_client_network_and_no_limit_stay_as_configured(int configured) =>
        Assert.Equal(configured, WithFewDescriptors(configured).MaxConnectionsPerClient);

    [Fact]
    public void With_too_few_descriptors_the_message_contains_the_number_needed()
    {
        var needed = Assert.Throws<CapacityException>(() => ProcessCapacity.Of(Settings, 300, 1L << 34, http: 8)).Message;
        Assert.Matches("^the process may open 300 file descriptors, but this configuration needs 3[0-9][0-9]: raise the limit", needed);
    }

    private static LimitsSettings WithFewDescriptors(int maxConnectionsPerClient)
    {
        var settings = Settings with { Limits = Settings.Limits with { MaxConnectionsPerClient = maxConnectionsPerClient } };
        return ProcessCapacity.Of(settings, 512, 1L << 34, http: 16).Apply(settings).Limits;
    }
}
