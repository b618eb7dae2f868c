namespace GreyActors.Core.Greylisting;

/// <summary>What the greylist decides about an attempt.</summary>
/// <param name="Verdict">What is answered.</param>
/// <param name="Event">What must be remembered before it is answered; null when nothing changes.</param>
public readonly record struct Decision(Verdict Verdict, GreylistEvent? Event);
