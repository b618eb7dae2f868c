using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>The decision of the known clients about an attempt.</summary>
/// <param name="Verdict">A pass; null if the greylist decides.</param>
/// <param name="Event">The change that must be stored before the answer; null if nothing changes.</param>
public readonly record struct KnownDecision(Verdict? Verdict, KnownClientsEvent? Event);
