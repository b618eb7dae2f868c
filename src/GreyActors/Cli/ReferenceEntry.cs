using System.Collections.Immutable;

namespace GreyActors.Cli;

/// <summary>A key or section of <c>reference.conf</c>.</summary>
/// <param name="Path">The key with its sections, for example <c>greylisting.initial-delay</c>; empty for the text of the whole file.</param>
/// <param name="Default">The default as it is written there; null for a section.</param>
/// <param name="Comment">The lines of its comment, without <c>#</c>.</param>
internal sealed record ReferenceEntry(string Path, string? Default, ImmutableArray<string> Comment);
