namespace GreyActors.Core.Capacity;

/// <summary>An allowance of requests for each key: a number at once, which then grows back steadily (a token bucket). Time is an argument.</summary>
/// <remarks>
/// Memory is bounded: keys whose allowance is complete again are forgotten, and when there are too many keys, further ones get nothing until some are.
/// </remarks>
/// <param name="most">Requests at once.</param>
/// <param name="refill">The time in which one request grows back.</param>
/// <param name="maxKeys">The maximum number of keys.</param>
public sealed class Allowances(int most, TimeSpan refill, int maxKeys)
{
    // The time at which the allowance of a key is complete again: each request moves it by one refill.
    private readonly Dictionary<string, TimeSpan> _complete = new(StringComparer.Ordinal);
    private TimeSpan _nextSweep;

    /// <summary>The number of keys that have used a part of their allowance.</summary>
    public int Count => _complete.Count;

    /// <summary>Uses one request of a key; false if none is left.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">A time that only grows.</param>
    public bool TryUse(string key, TimeSpan now)
    {
        if (now >= _nextSweep || _complete.Count >= maxKeys)
            Sweep(now);
        var isKnown = _complete.TryGetValue(key, out var complete);
        if (!isKnown && _complete.Count >= maxKeys)
            return false;
        var after = (complete > now ? complete : now) + refill;
        if (after - now > most * refill)
            return false;
        _complete[key] = after;
        return true;
    }

    private void Sweep(TimeSpan now)
    {
        // After a sweep that frees nothing, the next one waits for the next refill: a flood of keys must not sweep at each request.
        if (now < _nextSweep)
            return;
        foreach (var (key, complete) in _complete)
        {
            if (complete <= now)
                _complete.Remove(key);
        }

        _nextSweep = now + refill;
    }
}
