using System.Diagnostics.Metrics;
using GreyActors.Core.Policy;

namespace GreyActors.Observability;

/// <summary>The meters of the policy door, as in <see cref="Meters"/>.</summary>
public static class PolicyMeters
{
    private static readonly Counter<long> Requests = Meters.Meter.CreateCounter<long>(
        "greyactors.policy.requests", "{request}", "Requests of Postfix that were answered, by point of its dialogue and action.");

    private static readonly Counter<long> Garbage = Meters.Meter.CreateCounter<long>(
        "greyactors.policy.garbage", "{connection}", "Policy connections that were closed because their input was no request.");

    /// <summary>Counts a request.</summary>
    public static void CountRequest(PolicyState state, PolicyAction action) => Requests.Add(
        1,
        new KeyValuePair<string, object?>("state", state switch
        {
            PolicyState.Rcpt => "rcpt",
            PolicyState.Data => "data",
            _ => "other",
        }),
        new KeyValuePair<string, object?>("action", action.Kind));

    /// <summary>Counts a connection that sent something else.</summary>
    public static void CountGarbage() => Garbage.Add(1);
}
