namespace GreyActors.History;

/// <summary>One line of a log, without its line end.</summary>
/// <param name="File">The name of the file, for messages.</param>
/// <param name="Number">The number of the line, from 1.</param>
/// <param name="Text">The line.</param>
internal readonly record struct LogLine(string File, long Number, string Text)
{
    /// <summary>The time at the beginning of the line; null if there is none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The length of the time at the beginning.</summary>
    public int TimeLength { get; init; }

    /// <summary>The line after its time.</summary>
    public ReadOnlySpan<char> Rest => Text.AsSpan(TimeLength);
}
