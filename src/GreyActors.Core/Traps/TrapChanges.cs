using System.Collections.Immutable;

namespace GreyActors.Core.Traps;

/// <summary>A part of the trapped clients, from which a <see cref="TrapCopy"/> is made and kept up to date.</summary>
/// <param name="Epoch">Differs after everything that is more than an addition: a client was released, or another process has the state.</param>
/// <param name="After">The part contains the clients with higher numbers; <see cref="TrapCopy.Nothing"/> for the first part.</param>
/// <param name="Clients">In the order of their numbers.</param>
/// <param name="Last">The number of the last client; <paramref name="After"/> if there is none.</param>
/// <param name="IsComplete">Whether no further client has a higher number.</param>
public sealed record TrapChanges(long Epoch, long After, ImmutableArray<TrappedClient> Clients, long Last, bool IsComplete);
