using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>A section that may be written as one value: <c>section = off</c> means <c>section.enabled = off</c>, and keeps the other keys.</summary>
/// <param name="Section">The path of the section.</param>
/// <param name="Key">The key within the section that gets the value.</param>
internal sealed record HoconSwitch(ImmutableArray<string> Section, string Key);
