using System.Collections.Immutable;
using GreyActors.Doors;

namespace GreyActors.Introspection;

/// <summary>A page of sessions.</summary>
/// <param name="Total">The number of open sessions.</param>
/// <param name="Truncated">The number of actors that were left out because there are too many.</param>
/// <param name="Sessions">Without their transcripts.</param>
public sealed record SessionPage(int Total, int Truncated, ImmutableArray<SessionDescription> Sessions);
