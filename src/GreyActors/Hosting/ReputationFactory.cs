using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Reputation;

namespace GreyActors.Hosting;

/// <summary>Makes the reputation actor and its dependencies from the configuration.</summary>
internal static class ReputationFactory
{
    /// <summary>The Props.</summary>
    public static Props Props(RunningConfiguration running, TimeProvider time) => ClientReputation.Props(PartsOf(running, time));

    /// <summary>The dependencies.</summary>
    public static ReputationDependencies PartsOf(RunningConfiguration running, TimeProvider time)
    {
        var settings = running.Settings.Reputation;
        return new ReputationDependencies(settings.Resolvers, settings.QueryTimeout, settings.CacheSize, running.Settings.ServerName, time)
        {
            IsOn = settings.Dns,
            Lists = settings.Lists,
            MaxQueries = running.Capacity.Descriptors.Queries,
            MaxConnections = running.Capacity.Descriptors.QueryConnections,
        };
    }
}
