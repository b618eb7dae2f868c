using System.Collections.Immutable;

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
public sealed record ReadinessCheck(string Name, bool Ok, string Why);
