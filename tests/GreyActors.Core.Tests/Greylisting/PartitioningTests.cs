using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class PartitioningTests
{
    // Stored triplets depend on these numbers. A change that breaks this test loses every stored triplet.
    [Theory]
    [InlineData("", "bob@example.com", 0)]
    [InlineData("ann@example.org", "bob@example.com", 2)]
    [InlineData("ann@example.org", "carol@example.com", 4)]
    [InlineData("ann@bücher.example", "bob@example.com", 0)]
    public void A_triplet_always_belongs_to_the_same_partition(string reversePath, string forwardPath, int partition) =>
        Assert.Equal(partition, Partitioning.Of(Attempt(reversePath, forwardPath), 16));

    [Fact]
    public void Triplets_spread_evenly_over_the_partitions()
    {
        var sizes = Enumerable.Range(0, 16_000)
            .CountBy(i => Partitioning.Of(Attempt($"user{i}@example.org", $"box{i % 100}@example.com"), 16))
            .Select(partition => partition.Value)
            .ToList();

        Assert.Equal(16, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 850, 1150));
    }

    [Fact]
    public void All_identities_of_an_attempt_belong_to_one_partition() =>
        Assert.Equal(
            Partitioning.Of(Attempt("ann@example.org", "bob@example.com"), 16),
            Partitioning.Of(new Attempt([new ClientIdentity("example.org"), new ClientIdentity("2001:db8::/64")], "ann@example.org", "bob@example.com"), 16));

    private static Attempt Attempt(string reversePath, string forwardPath) =>
        new(ImmutableArray.Create(new ClientIdentity("192.0.2.0/24")), reversePath, forwardPath);
}
