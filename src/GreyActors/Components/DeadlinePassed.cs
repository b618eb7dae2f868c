namespace GreyActors.Components;

/// <summary>A <see cref="Deadline"/> has passed; no two of these are equal.</summary>
public sealed class DeadlinePassed;
