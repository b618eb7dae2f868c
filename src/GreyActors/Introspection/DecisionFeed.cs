using System.Threading.Channels;

namespace GreyActors.Introspection;

/// <summary>The decisions queued for one reader of the stream. When the queue is full, the oldest is dropped and counted, so that a slow browser delays nobody and costs no memory.</summary>
public sealed class DecisionFeed
{
    private readonly Channel<Decision> _waiting;
    private long _dropped;

    /// <summary>A feed with room for <paramref name="capacity"/> decisions.</summary>
    public DecisionFeed(int capacity) => _waiting = Channel.CreateBounded<Decision>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
        _ => Interlocked.Increment(ref _dropped));

    /// <summary>Adds a decision; never waits.</summary>
    public void Add(Decision decision) => _waiting.Writer.TryWrite(decision);

    /// <summary>The next decision, if there is one.</summary>
    /// <param name="dropped">The number of decisions dropped before it since the last call.</param>
    public bool TryTake(out Decision? decision, out long dropped)
    {
        var taken = _waiting.Reader.TryRead(out decision);
        dropped = taken ? Interlocked.Exchange(ref _dropped, 0) : 0;
        return taken;
    }

    /// <summary>Waits until there is something to take.</summary>
    public async Task Wait(CancellationToken cancelled) => await _waiting.Reader.WaitToReadAsync(cancelled);
}
