namespace GreyActors.Cluster.Forwarding;

/// <summary>The bounds of a forwarded answer.</summary>
public sealed record ForwardingTimes
{
    /// <summary>The time until the first chunk. Longer than an endpoint waits for its actors.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time between two chunks. A stream of events sends something every 15 seconds.</summary>
    public TimeSpan Next { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The maximum size of an answer that is no stream of events.</summary>
    public long MostBytes { get; init; } = 64L * 1024 * 1024;
}
