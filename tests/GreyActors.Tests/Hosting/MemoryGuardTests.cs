using GreyActors.Hosting;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class MemoryGuardTests
{
    private readonly MemoryGuard _guard;
    private long _inUse = 10;
    private long _now;
    private int _collections;

    public MemoryGuardTests() => _guard = new MemoryGuard(() => _inUse, () => 100, () => _collections++, () => _now);

    [Fact]
    public void Memory_is_scarce_while_more_than_three_quarters_are_in_use()
    {
        Assert.False(_guard.IsScarce());
        (_inUse, _now) = (76, 10);
        Assert.True(_guard.IsScarce());
        (_inUse, _now) = (75, 20);
        Assert.False(_guard.IsScarce());
    }

    [Fact]
    public void The_heap_is_checked_at_most_every_millisecond()
    {
        Assert.False(_guard.IsScarce());
        (_inUse, _now) = (100, 0);
        Assert.False(_guard.IsScarce());
        _now = 1;
        Assert.True(_guard.IsScarce());
    }

    [Fact]
    public void A_collection_is_started_every_two_seconds_while_memory_is_scarce()
    {
        _inUse = 100;
        for (_now = 0; _now < 5_000; _now += 100)
            _guard.IsScarce();
        Assert.Equal(3, _collections);
    }

    [Fact]
    public void No_collection_is_started_while_there_is_enough_memory()
    {
        for (_now = 0; _now < 5_000; _now += 100)
            _guard.IsScarce();
        Assert.Equal(0, _collections);
    }
}
