using System.Collections.Immutable;

namespace GreyActors.Core.Traps;

/// <summary>All trapped clients at one moment, in the order of their last mail to a trap.</summary>
public sealed record TrapSnapshot(ImmutableArray<TrappedClient> Clients);
