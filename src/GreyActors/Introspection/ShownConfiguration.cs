using System.Collections.Immutable;
using GreyActors.Configuration;

namespace GreyActors.Introspection;

/// <summary>The configuration as it is shown.</summary>
/// <param name="Source">The file that was read.</param>
/// <param name="Values">By key.</param>
public sealed record ShownConfiguration(string Source, ImmutableArray<EffectiveValue> Values);
