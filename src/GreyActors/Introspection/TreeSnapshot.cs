using GreyActors.Components;

namespace GreyActors.Introspection;

/// <summary>
/// The actors that lived at one moment, or nearly one, as the walk has met them: generation after generation, the children of one actor side by
/// side and sorted by name. <see cref="ActorTree"/> is the same as others get it.
/// </summary>
/// <remarks>Flat, because a tree of ten thousand sessions made of objects costs more than the walk.</remarks>
/// <param name="Under">The path of the first actor.</param>
/// <param name="Actors">The first actor and what is below it.</param>
/// <param name="Truncated">How many were seen and left out for the limit.</param>
/// <param name="Ticks">The moment as <see cref="Environment.TickCount64"/>, which is what nameplates show.</param>
public sealed record TreeSnapshot(DateTimeOffset TakenAt, string Under, IReadOnlyList<SeenActor> Actors, int Truncated, long Ticks)
{
    /// <summary>The path of an actor.</summary>
    public string PathOf(int actor) => actor == 0 ? Under : $"{PathOf(Actors[actor].Parent)}/{Actors[actor].Name}";
}

/// <summary>One actor of a <see cref="TreeSnapshot"/>. Other actors are meant by their place in it.</summary>
/// <param name="Kind">The name of its class.</param>
/// <param name="Plate">What stood on its nameplate; null for actors that are not ours.</param>
/// <param name="ChildCount">How many are directly below it, also those that were left out.</param>
/// <param name="FirstChild">The first of those that were not.</param>
/// <param name="ShownChildren">How many those are.</param>
public readonly record struct SeenActor(
    string Name, string Kind, SeenPlate? Plate, int MailboxLength, int Parent, int ChildCount, int FirstChild = 0, int ShownChildren = 0);

/// <summary>What a <see cref="Nameplate"/> shows at one moment.</summary>
public readonly record struct SeenPlate(string Behaviour, string? About, long Started, long Since);
