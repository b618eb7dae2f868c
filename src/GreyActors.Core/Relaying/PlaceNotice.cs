namespace GreyActors.Core.Relaying;

/// <summary>A change of a place that its owner must be informed of.</summary>
/// <param name="Place">The place: <see cref="PlaceState.Taken"/> after a wait, or <see cref="PlaceState.Revoked"/>.</param>
/// <param name="State">Its new state.</param>
public readonly record struct PlaceNotice<TOwner>(Place<TOwner> Place, PlaceState State);
