namespace GreyActors.Core.Access;

/// <summary>One entry of an access list, and where the operator wrote it.</summary>
/// <param name="Text">As configured.</param>
/// <param name="Source">The file, or the option, as it was named; empty when nobody knows.</param>
/// <param name="Line">Counted from 1; 0 where there is no line.</param>
public readonly record struct AccessEntry(string Text, string Source = "", int Line = 0)
{
    /// <summary>An entry of no known place.</summary>
    public static implicit operator AccessEntry(string text) => FromString(text);

    /// <summary>An entry of no known place.</summary>
    public static AccessEntry FromString(string text) => new(text);

    /// <summary><c>192.0.2.0/24, lists/clients:12</c>.</summary>
    public override string ToString() => (Source, Line) switch
    {
        ("", _) => Text,
        (_, 0) => $"{Text}, {Source}",
        _ => $"{Text}, {Source}:{Line}",
    };
}
