using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>Some decisions, oldest first.</summary>
/// <param name="Oldest">The id of the oldest that is kept; null when there is none.</param>
/// <param name="Newest">The id of the newest.</param>
/// <param name="Lost">Decisions that were never kept, because too many came at once.</param>
public sealed record ShownDecisions(long? Oldest, long? Newest, long Lost, ImmutableArray<Decision> Decisions);
