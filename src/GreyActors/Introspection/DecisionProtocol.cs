using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Asks the <see cref="DecisionLog"/>; answered with <see cref="DecisionPage"/>.</summary>
/// <param name="After">The id behind which to begin; null for the newest.</param>
/// <param name="Limit">How many at most.</param>
public sealed record GetDecisions(long? After, int Limit);

/// <summary>What the <see cref="DecisionLog"/> holds of what was asked for, oldest first.</summary>
/// <param name="Oldest">The id of the oldest that is kept; null when there is none.</param>
/// <param name="Newest">The id of the newest.</param>
/// <param name="Kept">How many are kept.</param>
/// <param name="Lost">Decisions that found no room in the mailbox.</param>
/// <param name="Readers">Streams that are open.</param>
public sealed record DecisionPage(ImmutableArray<Decision> Decisions, long? Oldest, long? Newest, int Kept, long Lost, int Readers);

/// <summary>Asks the <see cref="DecisionLog"/> to feed a reader; answered with <see cref="Following"/>.</summary>
/// <param name="After">The id behind which to begin; null to begin with the next.</param>
public sealed record FollowDecisions(DecisionFeed Feed, long? After);

/// <summary>Whether the reader is fed from now on; false when there are as many already as there may be.</summary>
public sealed record Following(bool IsFed);

/// <summary>The reader has gone.</summary>
public sealed record LeaveDecisions(DecisionFeed Feed);
