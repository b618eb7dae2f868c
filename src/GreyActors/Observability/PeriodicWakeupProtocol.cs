using System.Collections.Immutable;

namespace GreyActors.Observability;

/// <summary>Tells <see cref="PeriodicWakeup"/> that its interval may be another one now: it begins anew.</summary>
public sealed record IntervalChanged
{
    /// <summary>The one instance.</summary>
    public static readonly IntervalChanged Instance = new();
}

/// <summary>Told by <see cref="PeriodicWakeup"/> to its subscribers: another interval is over.</summary>
public sealed record Wakeup
{
    /// <summary>The one instance.</summary>
    public static readonly Wakeup Instance = new();
}

/// <summary>The names of all actors that live, for the debug log, in their order: kind, underscore, path.</summary>
public sealed record LiveComponents(ImmutableArray<string> Names);
