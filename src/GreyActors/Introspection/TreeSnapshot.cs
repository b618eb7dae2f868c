using GreyActors.Components;

namespace GreyActors.Introspection;

/// <summary>
/// The live actors at nearly one moment, in the order of the walk: level by level, the children of one actor next to each other and sorted by
/// name. <see cref="ActorTree"/> is the same as a tree.
/// </summary>
/// <remarks>Flat, because building a tree of objects for ten thousand sessions costs more than the walk.</remarks>
/// <param name="Under">The path of the first actor.</param>
/// <param name="Actors">The first actor and what is below it.</param>
/// <param name="Truncated">The number of actors that were found but left out because of the limit.</param>
/// <param name="Ticks">The moment as <see cref="Environment.TickCount64"/>, the clock of the nameplates.</param>
public sealed record TreeSnapshot(DateTimeOffset TakenAt, string Under, IReadOnlyList<SeenActor> Actors, int Truncated, long Ticks)
{
    /// <summary>The path of an actor.</summary>
    public string PathOf(int actor) => actor == 0 ? Under : $"{PathOf(Actors[actor].Parent)}/{Actors[actor].Name}";
}

/// <summary>One actor of a <see cref="TreeSnapshot"/>. It refers to other actors by their index.</summary>
/// <param name="Kind">The name of its class.</param>
/// <param name="Plate">The contents of its nameplate; null for actors that are not ours.</param>
/// <param name="ChildCount">The number of its children, including those that were left out.</param>
/// <param name="FirstChild">The index of its first child in the snapshot.</param>
/// <param name="ShownChildren">The number of its children in the snapshot.</param>
public readonly record struct SeenActor(
    string Name, string Kind, SeenPlate? Plate, int MailboxLength, int Parent, int ChildCount, int FirstChild = 0, int ShownChildren = 0);

/// <summary>The contents of a <see cref="Nameplate"/> at one moment.</summary>
public readonly record struct SeenPlate(string Behaviour, string? About, long Started, long Since);
