namespace GreyActors.Configuration.Hocon;

/// <summary>The result of parsing one text.</summary>
/// <param name="Root">The parsed part.</param>
/// <param name="Balanced">False if braces or brackets are missing; then the sections of keys are unknown.</param>
internal readonly record struct ParsedText(HoconSyntax.Map Root, bool Balanced);
