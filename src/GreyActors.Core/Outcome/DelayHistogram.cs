using System.Collections.Immutable;

namespace GreyActors.Core.Outcome;

/// <summary>Counts delays in buckets whose bounds grow by a tenth, so that a quantile is wrong by at most 5 %.</summary>
public sealed class DelayHistogram
{
    /// <summary>The number of buckets. The last one begins at 18 days, and has no upper bound.</summary>
    public const int Buckets = 152;

    private const double Growth = 1.1;

    private readonly int[] _counts = new int[Buckets];

    /// <summary>The number of delays.</summary>
    public int Count { get; private set; }

    /// <summary>The buckets that are not empty.</summary>
    public ImmutableArray<BucketCount> Counts =>
        [.. _counts.Select((count, bucket) => new BucketCount(bucket, count)).Where(one => one.Count > 0)];

    /// <summary>Counts a delay.</summary>
    public void Add(TimeSpan delay) => Add(BucketOf(delay.TotalSeconds), 1);

    /// <summary>Adds to a bucket. A number outside the range of buckets is counted in the last one.</summary>
    public void Add(int bucket, int count)
    {
        _counts[bucket is >= 0 and < Buckets ? bucket : Buckets - 1] += count;
        Count += count;
    }

    /// <summary>Adds all counts of another histogram.</summary>
    public void Add(DelayHistogram other)
    {
        foreach (var (bucket, count) in other.Counts)
            Add(bucket, count);
    }

    /// <summary>The delay that this part of all mails does not exceed; null if there are none.</summary>
    /// <param name="part">0 to 1, for example 0.95.</param>
    /// <param name="undelayed">Mails without a delay, which the histogram does not count.</param>
    public TimeSpan? Quantile(double part, long undelayed)
    {
        if (undelayed + Count == 0)
            return null;
        var rank = Math.Max(1, (long)Math.Ceiling(part * (undelayed + Count)));
        var below = undelayed;
        for (var bucket = 0; rank > below && bucket < Buckets; bucket++)
        {
            below += _counts[bucket];
            if (rank <= below)
                return TimeSpan.FromSeconds(MiddleOf(bucket));
        }

        return TimeSpan.Zero;
    }

    private static int BucketOf(double seconds) => seconds < 1 ? 0 : (int)Math.Min(Buckets - 1, 1 + Math.Floor(Math.Log(seconds, Growth)));

    private static double MiddleOf(int bucket) => bucket == 0 ? 0.5 : Math.Pow(Growth, bucket - 0.5);
}

/// <summary>The number of delays in one bucket.</summary>
public readonly record struct BucketCount(int Bucket, int Count);
