namespace GreyActors.Core.Capacity;

/// <summary>The result of dividing the file descriptors of the process.</summary>
public abstract record DescriptorDivision
{
    private DescriptorDivision()
    {
    }

    /// <summary>There are enough descriptors.</summary>
    /// <param name="Shares">The share of each part; their sum is within the limit.</param>
    public sealed record Divided(DescriptorShares Shares) : DescriptorDivision;

    /// <summary>There are fewer descriptors than the minimum.</summary>
    /// <param name="Limit">The maximum number of descriptors of the process.</param>
    /// <param name="Needed">The minimum with this configuration.</param>
    public sealed record TooFew(int Limit, int Needed) : DescriptorDivision;
}
