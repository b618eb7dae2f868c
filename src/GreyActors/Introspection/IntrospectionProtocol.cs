namespace GreyActors.Introspection;

/// <summary>Asks the <see cref="Introspector"/> for a tree. Reply: <see cref="TreeSnapshot"/> or <see cref="NoSuchActor"/>.</summary>
/// <param name="Under">The path of its first node.</param>
/// <param name="Depth">The number of levels below it.</param>
public sealed record GetTree(string Under, int Depth)
{
    /// <summary>All actors below /user.</summary>
    public static readonly GetTree Whole = new("/user", int.MaxValue);
}

/// <summary>There is no actor at the requested path.</summary>
public sealed record NoSuchActor
{
    /// <summary>The one instance.</summary>
    public static readonly NoSuchActor Instance = new();
}
