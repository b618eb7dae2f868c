namespace GreyActors.Configuration.Hocon;

/// <summary>What came of reading a file.</summary>
internal abstract record SourceText
{
    private SourceText()
    {
    }

    /// <summary>It was read.</summary>
    public sealed record Read(string Text) : SourceText;

    /// <summary>It was not, or is no text; <paramref name="Line"/> is 0 where there is none.</summary>
    public sealed record Unreadable(int Line, string Why) : SourceText;
}
