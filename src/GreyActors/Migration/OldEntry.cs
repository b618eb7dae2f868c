using System.Net;
using GreyActors.Core.Greylisting;

namespace GreyActors.Migration;

/// <summary>One entry of the other greylist, as read by its reader.</summary>
public abstract record OldEntry
{
    private OldEntry(string where, string what)
    {
        Where = where;
        What = what;
    }

    /// <summary>The file, with the line in text files.</summary>
    public string Where { get; }

    /// <summary>The entry as written there.</summary>
    public string What { get; }

    /// <summary>A triplet.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">The entry as written there.</param>
    /// <param name="Address">The address of the client or of its network.</param>
    /// <param name="Bits">The number of known bits of the address.</param>
    /// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
    /// <param name="ForwardPath">Without angle brackets.</param>
    /// <param name="Times">The times of the first attempt and of the last pass.</param>
    public sealed record Triplet(string Where, string What, IPAddress Address, int Bits, string ReversePath, string ForwardPath, TripletTimes Times)
        : OldEntry(Where, What);

    /// <summary>A client that is exempt from greylisting.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">The entry as written there.</param>
    /// <param name="Address">The address.</param>
    /// <param name="Expires">The time when the other greylist would have forgotten the client, in Unix milliseconds.</param>
    public sealed record Client(string Where, string What, IPAddress Address, long Expires) : OldEntry(Where, What);

    /// <summary>A client or a recipient that an operator exempted by hand.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">The entry as written there.</param>
    /// <param name="Ours">The entry in the form of our lists.</param>
    /// <param name="IsClient">Whether the entry is a client; otherwise it is a recipient.</param>
    public sealed record Listed(string Where, string What, string Ours, bool IsClient) : OldEntry(Where, What);

    /// <summary>An entry that cannot be imported.</summary>
    /// <param name="Where">The file.</param>
    /// <param name="What">The entry as written there.</param>
    /// <param name="Why">The reason, in the same words for all entries with this reason.</param>
    public sealed record Lost(string Where, string What, string Why) : OldEntry(Where, What);
}
