namespace GreyActors.Core.Greylisting;

/// <summary>Determines the partition of the greylist for an attempt.</summary>
public static class Partitioning
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The partition, 0 to <paramref name="partitions"/> - 1, for two normalised paths.</summary>
    /// <remarks>
    /// Our own FNV-1a: stored triplets are found again only if this result is the same on every machine and in every release. It does not depend on the
    /// client's identities, because all of them must be in one partition.
    /// </remarks>
    public static int Of(Attempt attempt, int partitions) => Of(attempt.ReversePath, attempt.ForwardPath, partitions);

    /// <summary>The same for a triplet's two paths.</summary>
    public static int Of(string reversePath, string forwardPath, int partitions)
    {
        var hash = Hash(reversePath, forwardPath);
        return (int)((hash ^ (hash >> 32)) % (ulong)partitions);
    }

    /// <summary>The partition of the known clients for an organisation.</summary>
    public static int Of(string organisation, int partitions) => Of(organisation, string.Empty, partitions);

    /// <summary>The hash of two normalised paths, the same on every machine and in every release.</summary>
    public static ulong Hash(string reversePath, string forwardPath) => Hash(Hash(FnvOffset, reversePath) * FnvPrime, forwardPath);

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
