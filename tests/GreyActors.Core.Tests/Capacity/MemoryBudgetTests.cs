using CsCheck;
using GreyActors.Core.Capacity;
using Xunit;

namespace GreyActors.Core.Tests.Capacity;

public sealed class MemoryBudgetTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void A_budget_never_raises_a_configured_limit_or_lowers_it_to_zero() =>
        Gen.Select(Gen.Long[0, 1L << 45], Gen.Int[1, 1_000_000], Gen.Int[1, 100_000_000]).Sample((available, clients, triplets) =>
        {
            var budget = MemoryBudget.Within(available, clients, triplets);
            Assert.InRange(budget.Clients, Math.Min(16, clients), clients);
            Assert.InRange(budget.Triplets, Math.Min(10_000, triplets), triplets);
        });

    [Fact]
    public void The_clients_and_triplets_of_a_budget_fit_into_the_memory() =>
        Gen.Select(Gen.Long[32 * Mebibyte, 1L << 40], Gen.Int[1, 1_000_000], Gen.Int[1, 100_000_000]).Sample((available, clients, triplets) =>
        {
            var budget = MemoryBudget.Within(available, clients, triplets);
            Assert.True((budget.Clients * 80L * 1024) + (budget.Triplets * 200L) <= available);
        });

    [Theory]
    [InlineData(48, 153)]
    [InlineData(1024, 6_400)]
    [InlineData(1600, 10_000)]
    public void The_budget_lets_every_client_send_at_full_speed(long megabytes, int clients) =>
        Assert.InRange(MemoryBudget.Within(megabytes * Mebibyte, 10_000, 1_000_000).Clients, clients - 5, clients + 5);

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(48, 3072)]
    [InlineData(512, 50_000)]
    public void The_cache_of_answers_fits_into_an_eighth_of_the_memory(long megabytes, int answers)
    {
        Assert.Equal(answers, MemoryBudget.Answers(megabytes * Mebibyte, 50_000));
        Assert.Equal(500, MemoryBudget.Answers(megabytes * Mebibyte, 500));
    }

    [Theory]
    [InlineData(0, 10_000)]
    [InlineData(48, 20_971)]
    [InlineData(1024, 500_000)]
    public void Known_pairs_fit_into_an_eighth_of_the_memory(long megabytes, int pairs)
    {
        Assert.Equal(pairs, MemoryBudget.Pairs(megabytes * Mebibyte, 500_000));
        Assert.Equal(1000, MemoryBudget.Pairs(megabytes * Mebibyte, 1000));
    }

    [Fact]
    public void Memory_is_scarce_when_more_than_three_quarters_are_used()
    {
        Assert.False(MemoryBudget.IsScarce(inUse: 75, available: 100));
        Assert.True(MemoryBudget.IsScarce(inUse: 76, available: 100));
        Assert.False(MemoryBudget.IsScarce(inUse: 1L << 40, long.MaxValue));
    }
}
