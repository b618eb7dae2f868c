namespace GreyActors.Configuration.Hocon;

/// <summary>The result of reading a file.</summary>
internal abstract record SourceText
{
    private SourceText()
    {
    }

    /// <summary>The file was read.</summary>
    public sealed record Read(string Text) : SourceText;

    /// <summary>The file could not be read, or is not text; <paramref name="Line"/> is 0 if there is none.</summary>
    public sealed record Unreadable(int Line, string Why) : SourceText;
}
