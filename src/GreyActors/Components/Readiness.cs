using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GreyActors.Components;

/// <summary>Asks a part of the service whether it can work. Reply: <see cref="Readiness"/>.</summary>
public sealed record GetReadiness
{
    /// <summary>The one instance.</summary>
    public static readonly GetReadiness Instance = new();
}

/// <summary>The state of a part of the service.</summary>
public sealed record Readiness(ImmutableArray<ReadinessCheck> Checks)
{
    /// <summary>A part with these checks.</summary>
    public static Readiness Of(params ImmutableArray<ReadinessCheck> checks) => new(checks);
}

/// <summary>One condition for the service to work.</summary>
/// <param name="Name">The name, stable for monitoring.</param>
/// <param name="Why">The state in words, for people.</param>
public sealed record ReadinessCheck(string Name, bool Ok, string Why)
{
    /// <summary>Whether the service works without this condition. If the check fails, the service is degraded, but ready.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether the failure of this check makes the service unready.</summary>
    [JsonIgnore]
    public bool IsFatal => !Ok && !Optional;
}
