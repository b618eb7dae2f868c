using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>
/// The live actors at nearly one moment: actors may start and stop during the walk. This is the answer of <c>/api/tree</c> as its readers see
/// it; <see cref="TreeWriter"/> writes it.
/// </summary>
/// <param name="Actors">The number of nodes in the tree.</param>
/// <param name="Truncated">The number of actors that were found but left out because the tree has a limit, not because of the depth. Actors below them were not counted.</param>
public sealed record ActorTree(DateTimeOffset TakenAt, int Actors, int Truncated, ActorNode Root);

/// <summary>One actor.</summary>
/// <param name="Path">From the root, without the actor system's address.</param>
/// <param name="Kind">The name of the actor's class.</param>
/// <param name="Behaviour">What the actor waits for or does; null for actors that are not ours.</param>
/// <param name="MailboxLength">The number of messages in its mailbox.</param>
/// <param name="AgeSeconds">Its age; null for actors that are not ours.</param>
/// <param name="BehaviourSeconds">The time since it entered its behaviour; null for actors that are not ours.</param>
/// <param name="About">The client, listener or backend that it serves, if its name does not say it.</param>
/// <param name="ChildCount">The number of its children, including those that were left out.</param>
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
