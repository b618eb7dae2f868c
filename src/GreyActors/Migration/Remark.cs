namespace GreyActors.Migration;

/// <summary>An imported entry that has a slightly different meaning here.</summary>
/// <param name="Where">File and line.</param>
/// <param name="Text">The difference.</param>
public readonly record struct Remark(string Where, string Text);
