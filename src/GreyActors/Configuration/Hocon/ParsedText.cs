namespace GreyActors.Configuration.Hocon;

/// <summary>One text after parsing.</summary>
/// <param name="Root">What could be read of it.</param>
/// <param name="Balanced">False when braces or brackets are missing: then nobody knows to which section a key belongs.</param>
internal readonly record struct ParsedText(HoconSyntax.Map Root, bool Balanced);
