using GreyActors.Configuration;
using GreyActors.Learning;
using GreyActors.Reputation;

namespace GreyActors.Cli;

/// <summary>The DNS for the commands that read logs.</summary>
internal static class HistoryDns
{
    private const int MostConnections = 16;

    /// <summary>A client of the configured resolvers; null if the DNS is not wanted, is off, or has no resolver.</summary>
    public static NetworkDnsClient? Open(GreyActorsSettings settings, bool isWanted)
    {
        var resolvers = isWanted && settings.Reputation.Dns ? Resolvers.Of(settings.Reputation.Resolvers) : [];
        return resolvers.IsEmpty ? null : new NetworkDnsClient(resolvers, settings.Reputation.QueryTimeout, MostConnections);
    }

    /// <summary>The look-ups about the clients of a log; null without a client.</summary>
    public static HistoryLookUps? LookUps(GreyActorsSettings settings, NetworkDnsClient? dns) => dns is null ? null : new HistoryLookUps(
        new CachingDnsClient(dns),
        new ReputationDependencies(settings.Reputation.Resolvers, settings.Reputation.QueryTimeout, settings.Reputation.CacheSize, settings.ServerName, TimeProvider.System));
}
