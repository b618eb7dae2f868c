namespace GreyActors.Configuration;

/// <summary>One key with the value that counts, for <c>greyactors show</c> and the introspector.</summary>
/// <param name="Key">From the top, for example <c>grey-actors.relay.to</c>.</param>
/// <param name="Value">As HOCON would write it; a list is one value.</param>
/// <param name="Origin"><c>file:line</c>, <c>--set key</c>, or <c>default</c>.</param>
public sealed record EffectiveValue(string Key, string Value, string Origin);
