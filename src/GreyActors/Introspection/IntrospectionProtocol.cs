using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Asks the <see cref="Introspector"/> for the tree; answered with an <see cref="ActorTree"/>.</summary>
public sealed record GetTree
{
    /// <summary>The one instance.</summary>
    public static readonly GetTree Instance = new();
}

/// <summary>Asks how the real mail servers are; answered with a <see cref="RealMailServersView"/>.</summary>
public sealed record GetRealMailServers
{
    /// <summary>The one instance.</summary>
    public static readonly GetRealMailServers Instance = new();
}

/// <summary>Told by <see cref="PeriodicWakeup"/> to its subscribers: another interval is over.</summary>
public sealed record Wakeup
{
    /// <summary>The one instance.</summary>
    public static readonly Wakeup Instance = new();
}

/// <summary>The names of all actors that live, for the debug log: kind, underscore, path.</summary>
public sealed record LiveComponents(ImmutableArray<string> Names);
