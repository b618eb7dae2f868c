using GreyActors.Components;
using Xunit;

namespace GreyActors.Tests.Components;

public sealed class BoundedCacheTests
{
    private const int Entries = 100;

    private readonly BoundedCache<int, string> _cache = new(Entries, maxBytes: 10_000, maxEntryBytes: 1_000);

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void An_entry_is_found_until_it_expires(int after, bool isFound)
    {
        _cache.Set(1, "one", 10, now: 0, expires: 50);

        Assert.Equal(isFound, _cache.TryGet(1, 50 + after, out var value, out _));
        Assert.Equal(isFound ? "one" : null, value);
        Assert.Equal((isFound ? 1 : 0, isFound ? 10 : 0), (_cache.Count, _cache.Bytes));
    }

    [Fact]
    public void A_replaced_entry_counts_once()
    {
        _cache.Set(1, "one", 10, 0, 50);
        _cache.Set(1, "uno", 20, 0, 50);

        Assert.True(_cache.TryGet(1, 0, out var value, out _));
        Assert.Equal(("uno", 1, 20), (value, _cache.Count, _cache.Bytes));
    }

    [Fact]
    public void Entries_and_bytes_stay_within_their_bounds()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Set(i, "", 1 + (i * 7 % 1_000), now: i, expires: i + 50 + (i % 97));
            Assert.InRange(_cache.Count, 1, Entries);
            Assert.InRange(_cache.Bytes, 0, 10_000);
        }
    }

    [Fact]
    public void An_entry_that_is_too_large_is_not_kept_and_displaces_nothing_but_its_predecessor()
    {
        _cache.Set(1, "one", 10, 0, 50);
        _cache.Set(2, "two", 10, 0, 50);

        _cache.Set(1, "huge", 1_001, 0, 50);

        Assert.False(_cache.TryGet(1, 0, out _, out _));
        Assert.True(_cache.TryGet(2, 0, out _, out _));
    }

    [Fact]
    public void A_full_cache_keeps_the_entries_that_are_used()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _cache.Set(i, "", 10, 0, 50);
            for (var used = 0; used < Math.Min(i, 10); used++)
                Assert.True(_cache.TryGet(used, 0, out _, out _), $"{used} was forgotten when {i} was added");
        }
    }

    [Fact]
    public void An_expired_entry_leaves_before_one_that_is_still_good()
    {
        for (var i = 0; i < Entries; i++)
            _cache.Set(i, "", 10, 0, i == 5 ? 10 : 50);

        _cache.Set(Entries, "", 10, now: 20, expires: 50);

        Assert.All(Enumerable.Range(0, Entries).Where(i => i != 5), i => Assert.True(_cache.TryGet(i, 20, out _, out _)));
    }

    [Fact]
    public void A_smaller_bound_applies_at_once()
    {
        for (var i = 0; i < Entries; i++)
            _cache.Set(i, "", 10, 0, 50);

        _cache.Resize(3, 10_000, 1_000, 0);

        Assert.Equal((3, 30), (_cache.Count, _cache.Bytes));
        _cache.Set(Entries, "new", 10, 0, 50);
        Assert.True(_cache.TryGet(Entries, 0, out _, out _));
        Assert.Equal(3, _cache.Count);
    }

    [Fact]
    public void A_cache_without_entries_keeps_nothing()
    {
        _cache.Resize(0, 0, 0, 0);

        _cache.Set(1, "one", 0, 0, 50);

        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void A_cleared_cache_can_be_filled_again()
    {
        for (var i = 0; i < Entries + 50; i++)
            _cache.Set(i, "", 10, 0, 50);

        _cache.Clear();
        _cache.Set(1, "one", 10, 0, 50);

        Assert.Equal((1, 10), (_cache.Count, _cache.Bytes));
    }
}
