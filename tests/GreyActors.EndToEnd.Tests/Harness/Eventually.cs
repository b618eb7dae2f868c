using System.Diagnostics;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>Waits for something that another process brings about: looks again and again, and gives up after a bound.</summary>
public static class Eventually
{
    /// <summary>Longer than anything here takes on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="look"/> finds something, and returns it.</summary>
    /// <exception cref="TimeoutException">It found nothing in time.</exception>
    public static async Task<T> Find<T>(string what, Func<Task<T?>> look, TimeSpan? within = null)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        var bound = within ?? Patience;
        while (true)
        {
            if (await look() is { } found)
                return found;

            if (watch.Elapsed > bound)
                throw new TimeoutException($"Not within {bound.TotalSeconds:0.#} s: {what}");

            await Task.Delay(BetweenLooks);
        }
    }

    /// <summary>Waits until <paramref name="look"/> finds something, and returns it.</summary>
    public static Task<T> Find<T>(string what, Func<T?> look, TimeSpan? within = null)
        where T : class =>
        Find(what, () => Task.FromResult(look()), within);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static Task Holds(string what, Func<Task<bool>> condition, TimeSpan? within = null) =>
        Find(what, async () => await condition() ? what : null, within);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static Task Holds(string what, Func<bool> condition, TimeSpan? within = null) =>
        Find(what, () => condition() ? what : null, within);
}
