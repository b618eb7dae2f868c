using GreyActors.Dispatch;
using Xunit;

namespace GreyActors.Tests.Dispatch;

[Collection("list searches")]
public sealed class ListSearchesTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Searches_run_on_at_most_half_of_the_processors_and_the_others_wait()
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var (now, most) = (0, 0);

        var searches = Enumerable.Range(0, ListSearches.AtOnce + 5).Select(_ => ListSearches.Run(
            () =>
            {
                Most(ref most, Interlocked.Increment(ref now));
                begun.Release();
                Assert.True(gate.Wait(Enough));
                return Interlocked.Decrement(ref now);
            },
            CancellationToken.None)).ToArray();
        for (var one = 0; one < ListSearches.AtOnce; one++)
            Assert.True(await begun.WaitAsync(Enough));
        // Enough time for the pool to start the others, if it were allowed to.
        Assert.False(await begun.WaitAsync(TimeSpan.FromSeconds(1)));
        gate.Set();
        await Task.WhenAll(searches);

        Assert.InRange(most, 1, Math.Max(1, Environment.ProcessorCount / 2));
    }

    [Fact]
    public async Task A_search_that_is_cancelled_while_it_waits_does_not_run()
    {
        using var gate = new ManualResetEventSlim();
        var busy = Enumerable.Range(0, ListSearches.AtOnce).Select(_ => ListSearches.Run(() => gate.Wait(Enough), CancellationToken.None)).ToArray();
        using var cancelled = new CancellationTokenSource();
        var ran = false;

        var waiting = ListSearches.Run(() => ran = true, cancelled.Token);
        await cancelled.CancelAsync();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Task.WhenAll(busy);
        Assert.False(ran);
    }

    private static void Most(ref int most, int now)
    {
        for (var before = Volatile.Read(ref most); now > before; before = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, before);
    }
}
