namespace GreyActors.Configuration;

/// <summary>One key with its effective value, for <c>greyactors show</c> and the introspection endpoint.</summary>
/// <param name="Key">The full name, for example <c>grey-actors.relay.to</c>.</param>
/// <param name="Value">The value in HOCON; a list is one value.</param>
/// <param name="Origin"><c>file:line</c>, <c>--set key</c>, or <c>default</c>.</param>
public sealed record EffectiveValue(string Key, string Value, string Origin);
