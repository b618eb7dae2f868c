using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Merges triplets of a history into the greylist; the answer is <see cref="Learned"/>. Learning the same triplets again changes nothing.</summary>
/// <param name="Triplets">Normalised, at most <see cref="Learned.Most"/>.</param>
public sealed record LearnTriplets(ImmutableArray<KnownTriplet> Triplets);

/// <summary>The outcome of a batch to learn, sent when everything in it is durable or has failed.</summary>
/// <param name="Counts">The entries that the store has now.</param>
/// <param name="NotDone">Entries whose partition cannot use the store now; sending them again later is safe.</param>
public sealed record Learned(LearnCounts Counts, int NotDone)
{
    /// <summary>The largest batch.</summary>
    public const int Most = 1000;
}

/// <summary>The numbers of entries in a batch to learn, by what they changed.</summary>
/// <param name="Added">Entries that were unknown.</param>
/// <param name="Updated">Entries that were known with other times.</param>
/// <param name="Unchanged">Entries about which everything was known.</param>
/// <param name="Expired">Entries that are too old for any rule.</param>
/// <param name="Ahead">Entries with a time in the future.</param>
public readonly record struct LearnCounts(int Added, int Updated, int Unchanged, int Expired, int Ahead)
{
    /// <summary>The sums of the numbers.</summary>
    public static LearnCounts operator +(LearnCounts left, LearnCounts right) => new(
        left.Added + right.Added, left.Updated + right.Updated, left.Unchanged + right.Unchanged, left.Expired + right.Expired, left.Ahead + right.Ahead);
}

/// <summary>The share of one partition in a batch to learn.</summary>
internal interface ILearnShare
{
    /// <summary>The number of the partition.</summary>
    int Partition { get; }

    /// <summary>The number of entries.</summary>
    int Count { get; }
}

/// <summary>Asks a partition to learn its share of a batch; the answer is <see cref="ShareLearned"/>.</summary>
internal sealed record LearnShare<TEntry>(int Partition, ImmutableArray<TEntry> Entries) : ILearnShare
{
    /// <inheritdoc/>
    public int Count => Entries.Length;

    /// <summary>The answer where the store cannot be used now.</summary>
    public ShareLearned NotDone => new(Partition, default, Count);

    /// <summary>Divides a batch; no share is empty.</summary>
    public static ImmutableArray<ILearnShare> Divide(ImmutableArray<TEntry> batch, int partitions, Func<TEntry, int, int> partitionOf) =>
    [
        .. batch.GroupBy(entry => partitionOf(entry, partitions)).Select(share => new LearnShare<TEntry>(share.Key, [.. share])),
    ];
}

/// <summary>A partition has learnt its share, durably.</summary>
internal sealed record ShareLearned(int Partition, LearnCounts Counts, int NotDone);
