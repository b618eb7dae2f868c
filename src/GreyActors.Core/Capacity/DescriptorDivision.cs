namespace GreyActors.Core.Capacity;

/// <summary>The result of dividing the file descriptors of the process.</summary>
public abstract record DescriptorDivision
{
    private DescriptorDivision()
    {
    }

    /// <summary>There are enough of them.</summary>
    /// <param name="Shares">The share of each part; their sum is within the limit.</param>
    public sealed record Divided(DescriptorShares Shares) : DescriptorDivision;

    /// <summary>There are fewer than the program needs at least.</summary>
    /// <param name="Limit">The descriptors that the process may have.</param>
    /// <param name="Needed">The descriptors that it needs with this configuration.</param>
    public sealed record TooFew(int Limit, int Needed) : DescriptorDivision;
}
