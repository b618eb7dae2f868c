namespace GreyActors.Migration.Kamaelia;

/// <summary>A line of <c>greylist.conf</c>, as Kamaelia Grey understood it.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Text">The text of the line without trailing spaces.</param>
public abstract record KamaeliaItem(int Line, string Text)
{
    /// <summary>An empty line.</summary>
    public sealed record Blank(int Line) : KamaeliaItem(Line, "");

    /// <summary>A comment.</summary>
    /// <param name="Line">Counted from 1.</param>
    /// <param name="Text">The text without surrounding spaces.</param>
    /// <param name="InList">Whether the comment is among the entries of a list.</param>
    public sealed record Comment(int Line, string Text, bool InList) : KamaeliaItem(Line, Text);

    /// <summary><c>key = value</c>.</summary>
    public sealed record Setting(int Line, string Text, string Key, string Value) : KamaeliaItem(Line, Text);

    /// <summary><c>name:</c>, the beginning of a list.</summary>
    public sealed record List(int Line, string Text, string Name) : KamaeliaItem(Line, Text);

    /// <summary>An indented line of a list.</summary>
    public sealed record Entry(int Line, string Text) : KamaeliaItem(Line, Text);

    /// <summary>A line that Kamaelia Grey ignored.</summary>
    public sealed record Unread(int Line, string Text, string Why) : KamaeliaItem(Line, Text);
}
