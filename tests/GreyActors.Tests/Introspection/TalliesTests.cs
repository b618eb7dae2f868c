using GreyActors.Introspection;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class TalliesTests
{
    [Fact]
    public void A_meter_with_several_tags_is_counted_by_all_of_them()
    {
        using var tallies = new Tallies();

        Meters.CountServerChange("tallied.test:25", "Down");
        Meters.CountServerChange("tallied.test:25", "Up");
        Meters.CountServerChange("tallied.test:25", "Down");

        var counted = tallies.By("greyactors.backends.changes").Where(one => one.Key.StartsWith("tallied.test", StringComparison.Ordinal));
        Assert.Equal([("tallied.test:25 Down", 2), ("tallied.test:25 Up", 1)], counted.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public void A_meter_with_one_tag_is_counted_by_its_value()
    {
        using var tallies = new Tallies();

        Meters.CountTurnedAway("tallied-limit");

        Assert.Equal(1, tallies.By("greyactors.sessions.turned_away")["tallied-limit"]);
    }
}
