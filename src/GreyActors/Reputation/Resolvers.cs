using System.Collections.Immutable;
using System.Net;
using Akka.Event;
using GreyActors.Core.Addresses;
using GreyActors.Observability;

namespace GreyActors.Reputation;

/// <summary>Selects the resolvers, and warns about a choice that weakens client identities.</summary>
public static class Resolvers
{
    /// <summary>The system's resolver file.</summary>
    public const string SystemFile = "/etc/resolv.conf";

    /// <summary>The resolvers that are asked: those of the configuration, or else those of the system.</summary>
    /// <param name="configured">From <c>reputation.resolvers</c>.</param>
    /// <param name="systemFile">The system's resolver file.</param>
    public static ImmutableArray<IPEndPoint> Of(ImmutableArray<IPEndPoint> configured, string systemFile = SystemFile) =>
        configured.IsEmpty ? SystemResolvers.Read(systemFile) : configured;

    /// <summary>The resolvers that are neither on this machine nor in a private network: others on the way could forge their answers, and DNS lists refuse them.</summary>
    public static IEnumerable<IPEndPoint> Distant(ImmutableArray<IPEndPoint> resolvers) => resolvers.Where(resolver => !LocalAddresses.Contains(resolver.Address));

    /// <summary>Logs a warning if there is no resolver, and one for each distant resolver.</summary>
    internal static void Warn(ILoggingAdapter log, ReputationDependencies parts, ImmutableArray<IPEndPoint> resolvers)
    {
        if (parts.IsOn && resolvers.IsEmpty)
            log.Warning(LogLines.NoResolver, parts.ResolverFile);
        foreach (var resolver in Distant(resolvers))
            log.Warning(LogLines.DistantResolver, resolver);
    }
}
