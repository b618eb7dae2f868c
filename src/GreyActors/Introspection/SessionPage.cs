using System.Collections.Immutable;
using GreyActors.Doors.Smtp;

namespace GreyActors.Introspection;

/// <summary>Some sessions.</summary>
/// <param name="Total">All that are open.</param>
/// <param name="Truncated">Actors that were not looked at, because there are too many.</param>
/// <param name="Sessions">Without their transcripts.</param>
public sealed record SessionPage(int Total, int Truncated, ImmutableArray<SessionDescription> Sessions);
