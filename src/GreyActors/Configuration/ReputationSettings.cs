using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Reputation;

namespace GreyActors.Configuration;

/// <summary>Section <c>reputation</c>: what is asked of the DNS about clients.</summary>
/// <param name="Dns">Whether the DNS is asked at all.</param>
/// <param name="Resolvers">The resolvers; empty for those of the operating system.</param>
/// <param name="QueryTimeout">The time that a resolver has for an answer.</param>
/// <param name="MaxWait">The longest time that a recipient waits for look-ups.</param>
/// <param name="CacheSize">The maximum number of answers in the cache.</param>
/// <param name="PublicSuffixes">The public suffixes.</param>
/// <param name="Lists">The DNS lists, allow lists first.</param>
public sealed record ReputationSettings(
    bool Dns,
    ImmutableArray<IPEndPoint> Resolvers,
    TimeSpan QueryTimeout,
    TimeSpan MaxWait,
    int CacheSize,
    PublicSuffixes PublicSuffixes,
    ImmutableArray<DnsList> Lists)
{
    /// <summary>No look-ups: a client has only the identity of its network.</summary>
    public static ReputationSettings Off { get; } = new(false, [], TimeSpan.Zero, TimeSpan.Zero, 0, PublicSuffixes.Embedded, []);
}
