namespace GreyActors.Core.Greylisting;

/// <summary>Which partition of the greylist an attempt belongs to.</summary>
public static class Partitioning
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The partition, 0 to <paramref name="partitions"/> - 1, of the conversation between two normalised paths.</summary>
    /// <remarks>
    /// FNV-1a of our own: what is stored under a partition's name is found again only while this stays the same, on every
    /// machine and in every release. The client's identities have no part in it: all of them must meet in one partition.
    /// </remarks>
    public static int Of(Attempt attempt, int partitions) => Of(attempt.ReversePath, attempt.ForwardPath, partitions);

    /// <summary>The same of the two paths.</summary>
    public static int Of(string reversePath, string forwardPath, int partitions)
    {
        var hash = Hash(Hash(FnvOffset, reversePath) * FnvPrime, forwardPath);
        return (int)((hash ^ (hash >> 32)) % (ulong)partitions);
    }

    private static ulong Hash(ulong hash, string text)
    {
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * FnvPrime;
            hash = (hash ^ (byte)(unit >> 8)) * FnvPrime;
        }

        return hash;
    }
}
