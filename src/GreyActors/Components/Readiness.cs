using System.Collections.Immutable;

namespace GreyActors.Components;

/// <summary>Asks a part of the service whether it can do its work; answered with a <see cref="Readiness"/>.</summary>
public sealed record GetReadiness
{
    /// <summary>The one instance.</summary>
    public static readonly GetReadiness Instance = new();
}

/// <summary>What a part of the service says of itself.</summary>
public sealed record Readiness(ImmutableArray<ReadinessCheck> Checks)
{
    /// <summary>A part with these checks.</summary>
    public static Readiness Of(params ImmutableArray<ReadinessCheck> checks) => new(checks);
}

/// <summary>One thing that must be well for the service to do its work.</summary>
/// <param name="Name">Stable: monitoring looks for it.</param>
/// <param name="Why">For people: what is wrong, or what is right.</param>
public sealed record ReadinessCheck(string Name, bool Ok, string Why);
