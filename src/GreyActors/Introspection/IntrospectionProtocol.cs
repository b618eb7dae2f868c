using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Asks the <see cref="Introspector"/> for a tree; answered with a <see cref="TreeSnapshot"/>, or <see cref="NoSuchActor"/>.</summary>
/// <param name="Under">The path of its first node.</param>
/// <param name="Depth">Levels below that one.</param>
public sealed record GetTree(string Under, int Depth)
{
    /// <summary>Everything of ours.</summary>
    public static readonly GetTree Whole = new("/user", int.MaxValue);
}

/// <summary>Nobody lives under the path that was asked for.</summary>
public sealed record NoSuchActor
{
    /// <summary>The one instance.</summary>
    public static readonly NoSuchActor Instance = new();
}

/// <summary>Asks how the real mail servers are; answered with a <see cref="RealMailServersView"/>.</summary>
public sealed record GetRealMailServers
{
    /// <summary>The one instance.</summary>
    public static readonly GetRealMailServers Instance = new();
}

/// <summary>Asks for the queue at the real mail server that gets the mail of a domain; answered with a <see cref="RelayUse"/>.</summary>
public sealed record GetRelayUse(string Domain);

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
