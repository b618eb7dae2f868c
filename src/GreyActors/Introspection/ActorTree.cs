using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>
/// The actors that lived at one moment, or nearly one: actors may come and go during the walk. This is what <c>/api/tree</c> answers as those who
/// ask see it; <see cref="TreeWriter"/> writes it.
/// </summary>
/// <param name="Actors">How many nodes the tree has.</param>
/// <param name="Truncated">How many actors were seen and left out, because the tree has a limit, not for their depth; what is below them was not even seen.</param>
public sealed record ActorTree(DateTimeOffset TakenAt, int Actors, int Truncated, ActorNode Root);

/// <summary>One actor.</summary>
/// <param name="Path">From the root, without the actor system's address.</param>
/// <param name="Kind">The name of the actor's class.</param>
/// <param name="Behaviour">What it is waiting for or doing; null for actors that are not ours.</param>
/// <param name="MailboxLength">Messages that wait for it.</param>
/// <param name="AgeSeconds">Since it was made; null for actors that are not ours.</param>
/// <param name="BehaviourSeconds">Since it entered its behaviour; null for actors that are not ours.</param>
/// <param name="About">Whom or what it serves, where its name does not say.</param>
/// <param name="ChildCount">How many are directly below it, also those that were left out.</param>
/// <param name="Children">Sorted by name.</param>
public sealed record ActorNode(
    string Name,
    string Path,
    string Kind,
    string? Behaviour,
    int MailboxLength,
    double? AgeSeconds,
    double? BehaviourSeconds,
    string? About,
    int ChildCount,
    ImmutableArray<ActorNode> Children)
{
    /// <summary>The node and everything below it, parents first.</summary>
    public IEnumerable<ActorNode> WithDescendants() => Children.SelectMany(child => child.WithDescendants()).Prepend(this);
}
