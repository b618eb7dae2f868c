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
