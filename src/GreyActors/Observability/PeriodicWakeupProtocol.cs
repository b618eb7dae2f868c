using System.Collections.Immutable;

namespace GreyActors.Observability;

/// <summary>The interval of <see cref="PeriodicWakeup"/> may have changed: it reads it again.</summary>
public sealed record IntervalChanged
{
    /// <summary>The one instance.</summary>
    public static readonly IntervalChanged Instance = new();
}

/// <summary>Sent by <see cref="PeriodicWakeup"/> to its subscribers at the end of each interval.</summary>
public sealed record Wakeup
{
    /// <summary>The one instance.</summary>
    public static readonly Wakeup Instance = new();
}

/// <summary>The sorted names of all live actors, for the debug log: kind, underscore, path.</summary>
public sealed record LiveComponents(ImmutableArray<string> Names);
