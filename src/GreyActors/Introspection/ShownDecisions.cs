using System.Collections.Immutable;

namespace GreyActors.Introspection;

/// <summary>A page of decisions, oldest first.</summary>
/// <param name="Oldest">The id of the oldest decision kept; null if none is kept.</param>
/// <param name="Newest">The id of the newest decision.</param>
/// <param name="Lost">The number of decisions that were never kept because too many came at once.</param>
public sealed record ShownDecisions(long? Oldest, long? Newest, long Lost, ImmutableArray<Decision> Decisions);
