using System.Net;
using GreyActors.Core.Greylisting;

namespace GreyActors.Migration;

/// <summary>One entry of the greylist that is left, as its reader understood it.</summary>
public abstract record OldEntry
{
    private OldEntry(string where, string what)
    {
        Where = where;
        What = what;
    }

    /// <summary>The file, with the line where it has lines.</summary>
    public string Where { get; }

    /// <summary>The entry as it stands there.</summary>
    public string What { get; }

    /// <summary>A triplet.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">As it stands there.</param>
    /// <param name="Address">The client's, or that of its network.</param>
    /// <param name="Bits">How many bits of the address are known.</param>
    /// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
    /// <param name="ForwardPath">Without angle brackets.</param>
    /// <param name="Times">When it was seen, and passed.</param>
    public sealed record Triplet(string Where, string What, IPAddress Address, int Bits, string ReversePath, string ForwardPath, TripletTimes Times)
        : OldEntry(Where, What);

    /// <summary>A client all of whose mail passes.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">As it stands there.</param>
    /// <param name="Address">The client's.</param>
    /// <param name="Expires">Until when the other greylist would have known it, in Unix milliseconds.</param>
    public sealed record Client(string Where, string What, IPAddress Address, long Expires) : OldEntry(Where, What);

    /// <summary>A client or a recipient that somebody exempted by hand.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">As it stands there.</param>
    /// <param name="Ours">As it stands in our lists.</param>
    /// <param name="IsClient">A client, or a recipient.</param>
    public sealed record Listed(string Where, string What, string Ours, bool IsClient) : OldEntry(Where, What);

    /// <summary>Something that cannot be carried over.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">As it stands there.</param>
    /// <param name="Why">The reason, in the same words for all that have it.</param>
    public sealed record Lost(string Where, string What, string Why) : OldEntry(Where, What);
}
