using System.Net;
using GreyActors.Reputation;
using Xunit;

namespace GreyActors.Tests.Reputation;

public sealed class LookUpKeyTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("2001:db8::1");

    [Fact]
    public void Look_ups_with_different_results_have_different_keys()
    {
        LookUpKey[] keys =
        [
            LookUpKey.Of(new LookUp.ReverseName(Client)), LookUpKey.Of(new LookUp.ReverseName(Other)), LookUpKey.Of(new LookUp.Lists(Client)),
            LookUpKey.Of(new LookUp.HeloName(Client, "a.example")), LookUpKey.Of(new LookUp.HeloName(Client, "b.example")), LookUpKey.Of(new LookUp.HeloName(Other, "a.example")),
            LookUpKey.Of(new LookUp.Spf(Client, "a.example", "ann@a.example")), LookUpKey.Of(new LookUp.Spf(Client, "b.example", "ann@a.example")),
            LookUpKey.Of(new LookUp.Spf(Client, "a.example", "ANN@a.example")), LookUpKey.OfDomain(new(Client, "", "ann@a.example")),
            LookUpKey.OfDomain(new(Client, "", "ann@b.example")), LookUpKey.OfDomain(new(Other, "", "ann@a.example")),
        ];

        Assert.Equal(keys.Length, keys.ToHashSet().Count);
    }

    [Fact]
    public void Equal_look_ups_have_equal_keys()
    {
        Assert.Equal(LookUpKey.Of(new LookUp.ReverseName(Client)), LookUpKey.Of(new LookUp.ReverseName(IPAddress.Parse("192.0.2.1"))));
        AssertEqual(LookUpKey.Of(new LookUp.HeloName(Client, "A.example")), LookUpKey.Of(new LookUp.HeloName(Client, "a.EXAMPLE")));
        AssertEqual(LookUpKey.OfDomain(new(Client, "x", "ann@b@a.example")), LookUpKey.OfDomain(new(Client, "y", "bob@A.example")));
        AssertEqual(LookUpKey.OfDomain(new(Client, "a.example", "")), LookUpKey.OfDomain(new(Client, "y", "bob@a.example")));
    }

    private static void AssertEqual(LookUpKey one, LookUpKey other)
    {
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}
