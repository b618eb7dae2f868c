using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>The dependencies of the reputation actor.</summary>
/// <param name="Resolvers">The resolvers in the order of attempts; empty for those of the system.</param>
/// <param name="QueryTimeout">The time for one attempt at one resolver.</param>
/// <param name="CacheSize">The maximum number of DNS answers in the cache, and of results.</param>
/// <param name="ServerName">The name of this server, for the macro <c>%{r}</c> of SPF.</param>
/// <param name="Time">The clock.</param>
public sealed record ReputationDependencies(
    ImmutableArray<IPEndPoint> Resolvers, TimeSpan QueryTimeout, int CacheSize, string ServerName, TimeProvider Time)
{
    /// <summary>Whether the DNS is asked. If not, no look-up has an answer.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The maximum number of queries in flight.</summary>
    public int MaxQueries { get; init; } = 64;

    /// <summary>The maximum number of connections to resolvers, for answers that are too long for a datagram.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>The DNS lists that are asked about each client.</summary>
    public ImmutableArray<DnsList> Lists { get; init; } = [];

    /// <summary>The system's resolver file, which is read if <see cref="Resolvers"/> is empty.</summary>
    public string ResolverFile { get; init; } = Reputation.Resolvers.SystemFile;

    /// <summary>Creates the client of some resolvers.</summary>
    public Func<ImmutableArray<IPEndPoint>, ReputationDependencies, IDnsClient> MakeClient { get; init; } =
        (resolvers, parts) => new NetworkDnsClient(resolvers, parts.QueryTimeout, parts.MaxConnections);

    /// <summary>Whether the DNS is asked in the same way as with other dependencies, so that its answers are still valid.</summary>
    internal bool AskLike(ReputationDependencies others) => QueryTimeout == others.QueryTimeout && MaxConnections == others.MaxConnections;

    /// <summary>Begins the evaluation of a look-up.</summary>
    internal Func<LookUp, ReputationDependencies, ImmutableArray<DnsList>, DnsEvaluation> Begin { get; init; } = LookUpEvaluations.Begin;
}
