using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Core.Tests.Outcome;

[Collection(Alone)]
public sealed class OutcomeMemoryTests
{
    private const string Alone = "measures the memory of the process";

    [Fact]
    public void A_full_outcome_takes_less_than_20_MB()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var limits = new OutcomeLimits();
        var lab = new OutcomeLab(limits);
        for (var i = 0; i < 250_000; i++)
            lab.Passed($"{i}@example.org", RecipientRule.Whitelisted);
        for (var i = 0; i < limits.Waiting; i++)
            lab.Deferred($"somebody-with-a-name-{i}@example.net");
        for (var day = 0; day < OutcomeLimits.Days; day++)
        {
            for (var i = 0; i < OutcomeLimits.LongestPerDay; i++)
                lab.Passed($"{i}@example.com", waited: TimeSpan.FromHours(i + 1));
            lab.After(TimeSpan.FromDays(1));
        }

        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(taken, 5_000_000, 20_000_000);
        Assert.True(lab.State.Seen.Count > limits.Conversations);
        Assert.Equal(limits.Waiting, lab.State.Waiting.Count);
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Quiet;
}
