using System.Collections.Immutable;

namespace GreyActors.History;

/// <summary>The lines of a log that could not be read for one reason.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Examples">The first ones, each with file and number.</param>
public sealed record UnreadableLines(long Count, ImmutableArray<string> Examples);
