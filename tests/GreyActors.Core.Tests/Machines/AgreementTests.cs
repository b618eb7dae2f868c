using GreyActors.Core.Machines;
using Xunit;

namespace GreyActors.Core.Tests.Machines;

public sealed class AgreementTests
{
    [Fact]
    public void Different_values_are_listed_by_key() => Assert.Equal<ValueDifference>(
        [new ValueDifference("a", "1", "2"), new ValueDifference("c", "x", "y")],
        Agreement.Compare(Values(("c", "x"), ("b", "same"), ("a", "1")), Values(("a", "2"), ("b", "same"), ("c", "y"))));

    [Fact]
    public void A_key_that_one_release_does_not_know_is_no_difference() =>
        Assert.Empty(Agreement.Compare(Values(("a", "1"), ("old", "1")), Values(("a", "1"), ("new", "1"))));

    private static Dictionary<string, string> Values(params (string Key, string Value)[] values) => values.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);
}
