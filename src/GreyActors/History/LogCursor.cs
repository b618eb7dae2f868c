namespace GreyActors.History;

/// <summary>The place in one file that is being read.</summary>
/// <param name="file">The file.</param>
/// <param name="clock">Finds the times of its lines.</param>
internal sealed class LogCursor(HistoryFile file, LogClock clock) : IDisposable
{
    /// <summary>The reason for a line that is not read.</summary>
    public static readonly string TooLong = $"the line is longer than {LineReader.Longest >> 20} MB";

    /// <summary>The reason for the rest of a damaged file.</summary>
    public const string Damaged = "the compressed file is damaged: the rest of it was not read";

    // A file may begin with something else.
    private const int LinesBeforeTime = 1000;

    private Stream? _text;
    private Stream? _stored;
    private LineReader? _lines;

    /// <summary>The current line.</summary>
    public LogLine Line { get; private set; }

    /// <summary>Why the current line cannot be used; null if it can.</summary>
    public string? Unreadable { get; private set; }

    /// <summary>The time of the current line, or of the last one before it that has a time.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Whether the last line has been read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The number of bytes that were read, as stored.</summary>
    public long Position => _stored is { CanSeek: true } stored ? stored.Position : 0;

    /// <summary>Reads the next line; false at the end.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool Next()
    {
        IsAtEnd = !Advance();
        if (IsAtEnd)
            return false;
        if (Unreadable is null)
            Line = clock.Read(Line);
        At = Line.At ?? At;
        return true;
    }

    private bool Advance()
    {
        if (_lines is null)
        {
            _text = file.Open(out _stored);
            _lines = new LineReader(_text);
        }

        if (Unreadable == Damaged)
            return false;
        try
        {
            if (!_lines.TryRead(out var text, out var isTooLong))
                return false;
            (Line, Unreadable) = (new LogLine(file.Name, _lines.Number, text), isTooLong ? TooLong : null);
        }
        catch (InvalidDataException)
        {
            (Line, Unreadable) = (new LogLine(file.Name, _lines.Number + 1, ""), Damaged);
        }

        return true;
    }

    /// <summary>Gets the time of the first line that has one, and prepares <paramref name="clock"/> for the lines without a year.</summary>
    /// <returns>The time; the earliest possible one if no line has a time.</returns>
    public static DateTimeOffset Survey(HistoryFile file, LogClock clock)
    {
        using var cursor = new LogCursor(file, clock);
        LogLine? first = null;
        var isYearless = false;
        for (var line = 0; cursor.Advance(); line++)
        {
            if (cursor.Unreadable is not null)
                continue;
            // Only lines without a year need the whole file.
            var hasNoYear = clock.Survey(cursor.Line.Text);
            isYearless |= hasNoYear;
            first ??= hasNoYear || clock.Read(cursor.Line).At is not null ? cursor.Line : null;
            if (!isYearless && (first is not null || line > LinesBeforeTime))
                break;
        }

        return first is { } found ? clock.Read(found).At ?? DateTimeOffset.MinValue : DateTimeOffset.MinValue;
    }

    /// <inheritdoc/>
    public void Dispose() => _text?.Dispose();
}
