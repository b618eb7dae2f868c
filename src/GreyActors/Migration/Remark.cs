namespace GreyActors.Migration;

/// <summary>Something that was carried over, and is not quite what it was.</summary>
/// <param name="Where">File and line.</param>
/// <param name="Text">What differs.</param>
public readonly record struct Remark(string Where, string Text);
