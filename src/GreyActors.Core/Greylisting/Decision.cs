namespace GreyActors.Core.Greylisting;

/// <summary>The greylist's decision about an attempt.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Event">The change that must be stored before the answer; null if nothing changes.</param>
public readonly record struct Decision(Verdict Verdict, GreylistEvent? Event);
