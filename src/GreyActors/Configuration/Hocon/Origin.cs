namespace GreyActors.Configuration.Hocon;

/// <summary>Where a value was written.</summary>
/// <param name="Source">The file as it was named, or the <c>--set</c>.</param>
/// <param name="Line">Counted from 1; 0 where there is no line.</param>
internal readonly record struct Origin(string Source, int Line)
{
    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}
