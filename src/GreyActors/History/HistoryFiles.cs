namespace GreyActors.History;

/// <summary>Reads several log files as one log, in the order of the times of their lines: rotated files in any order, and the logs of a mail server and its filters.</summary>
/// <param name="paths">The files; <c>-</c> is standard input.</param>
/// <param name="now">The time.</param>
/// <param name="zone">The time zone of times without an offset.</param>
internal sealed class HistoryFiles(IEnumerable<string> paths, DateTimeOffset now, TimeZoneInfo zone)
{
    private const int LinesPerReport = 1 << 12;

    private readonly HistoryFile[] _files = [.. paths.Distinct().Select(path => new HistoryFile(path, Console.OpenStandardInput))];
    private long _closed;

    /// <summary>The number of lines that were read.</summary>
    public long Lines { get; private set; }

    /// <summary>The size of all files in bytes, as stored; 0 if it is unknown.</summary>
    public long Length => Array.Exists(_files, file => file.IsStream) ? 0 : _files.Sum(file => file.Length);

    /// <summary>Reads all files.</summary>
    /// <param name="reader">Reads the lines.</param>
    /// <param name="sink">Gets everything that is found.</param>
    /// <param name="progress">Gets the number of bytes that have been read of <see cref="Length"/>, now and then.</param>
    /// <inheritdoc cref="ReadLines"/>
    public void Read(IHistoryReader reader, IHistorySink sink, Action<long>? progress = null)
    {
        foreach (var line in ReadLines(sink, progress))
            reader.Read(line, sink);
        reader.End(sink);
    }

    /// <summary>Reads the lines of all files.</summary>
    /// <param name="sink">Gets the lines that cannot be read.</param>
    /// <param name="progress">Gets the number of bytes that have been read of <see cref="Length"/>, now and then.</param>
    /// <returns>The lines. A reader gets them, and is ended after the last one.</returns>
    /// <exception cref="IOException">A file does not exist, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A permission is missing.</exception>
    /// <exception cref="InvalidDataException">A file is compressed in a way that is not supported.</exception>
    public IEnumerable<LogLine> ReadLines(IHistorySink sink, Action<long>? progress = null)
    {
        // A file is opened when its first line is next: there may be more files than descriptors.
        var cursors = new PriorityQueue<LogCursor, (DateTimeOffset At, int Order)>();
        foreach (var (order, file) in _files.Index())
        {
            var clock = new LogClock(file.Written(now), zone);
            cursors.Enqueue(new LogCursor(file, clock), (FirstTime(file, clock), order));
        }

        LogCursor? reading = null;
        try
        {
            while (cursors.TryDequeue(out reading, out var place))
            {
                // Files of one kind do not overlap, so most lines come in long runs from one file.
                do
                {
                    if (reading.Unreadable is { } reason)
                        sink.AddUnreadable(reading.Line, reason);
                    else if (reading.Line.Text is not null)
                        yield return reading.Line;
                    if (!Next(reading, progress))
                        break;
                    place.At = reading.At > place.At ? reading.At : place.At;
                }
                while (!cursors.TryPeek(out _, out var next) || place.CompareTo(next) <= 0);

                if (reading.IsAtEnd)
                    reading.Dispose();
                else
                    cursors.Enqueue(reading, place);
            }
        }
        finally
        {
            reading?.Dispose();
            foreach (var (cursor, _) in cursors.UnorderedItems)
                cursor.Dispose();
        }
    }

    private bool Next(LogCursor cursor, Action<long>? progress)
    {
        var isLine = cursor.Next();
        if (!isLine)
            _closed += cursor.Position;
        else if (++Lines % LinesPerReport == 0)
            progress?.Invoke(_closed + cursor.Position);
        return isLine;
    }

    private static DateTimeOffset FirstTime(HistoryFile file, LogClock clock) => file.IsStream ? DateTimeOffset.MinValue : LogCursor.Survey(file, clock);
}
