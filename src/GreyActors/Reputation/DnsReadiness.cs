using System.Collections.Immutable;
using System.Net;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Reputation;

/// <summary>The check <c>dns</c> of the service's readiness. Mail flows without the DNS, so it is optional.</summary>
internal static class DnsReadiness
{
    /// <summary>The check.</summary>
    public static ReadinessCheck Check(ReputationDependencies parts, ImmutableArray<IPEndPoint> resolvers, DnsHealth health)
    {
        const string Effect = "clients are identified by their networks only";
        var names = string.Join(", ", resolvers);
        var (isOk, why) = health switch
        {
            _ when !parts.IsOn => (true, "reputation.dns is off"),
            _ when resolvers.IsEmpty => (false, $"{parts.ResolverFile} names no resolver; {Effect}"),
            { IsFailing: true } when resolvers.Length > 1 => (false, $"the resolvers {names} do not answer: {health.Failures} queries in a row failed; {Effect}"),
            { IsFailing: true } => (false, $"the resolver {names} does not answer: {health.Failures} queries in a row failed; {Effect}"),
            _ => (true, $"{names} is asked"),
        };
        return new ReadinessCheck("dns", isOk, why) { Optional = true };
    }

    /// <summary>Reports that the DNS begins or ceases to fail; true if it works again.</summary>
    public static bool Report(ILoggingAdapter log, DnsHealth health, ImmutableArray<IPEndPoint> resolvers)
    {
        ReputationMeters.RecordDns(health.IsFailing);
        if (health.IsFailing)
            log.Warning(LogLines.DnsFails, health.Failures, string.Join(", ", resolvers));
        else
            log.Info(LogLines.DnsWorks, string.Join(", ", resolvers));
        return !health.IsFailing;
    }
}
