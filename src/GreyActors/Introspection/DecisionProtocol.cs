using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Asks the <see cref="DecisionLog"/> for decisions. Reply: <see cref="DecisionPage"/>.</summary>
/// <param name="After">The page starts after this id; null: the newest decisions.</param>
/// <param name="Limit">The maximum number of decisions.</param>
public sealed record GetDecisions(long? After, int Limit);

/// <summary>The requested decisions that the <see cref="DecisionLog"/> has, oldest first.</summary>
/// <param name="Oldest">The id of the oldest decision kept; null if none is kept.</param>
/// <param name="Newest">The id of the newest decision.</param>
/// <param name="Kept">The number of decisions kept.</param>
/// <param name="Lost">The number of decisions that did not fit into the mailbox.</param>
/// <param name="Readers">The number of open streams.</param>
public sealed record DecisionPage(ImmutableArray<Decision> Decisions, long? Oldest, long? Newest, int Kept, long Lost, int Readers);

/// <summary>Subscribes a reader to the <see cref="DecisionLog"/>. Reply: <see cref="DecisionsSubscribed"/>.</summary>
/// <param name="After">The stream starts after this id; null: with the next decision.</param>
public sealed record SubscribeToDecisions(DecisionFeed Feed, long? After);

/// <summary>Whether the reader gets decisions from now on; false if there are too many readers.</summary>
public sealed record DecisionsSubscribed(bool IsAccepted);

/// <summary>Unsubscribes a reader.</summary>
public sealed record UnsubscribeFromDecisions(DecisionFeed Feed);
