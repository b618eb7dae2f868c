namespace GreyActors.Configuration.Hocon;

/// <summary>The place of a value.</summary>
/// <param name="Source">The file as it was named, or the <c>--set</c>.</param>
/// <param name="Line">The line, counted from 1; 0 if there is none.</param>
internal readonly record struct Origin(string Source, int Line)
{
    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}
