using System.Collections.Immutable;
using System.Text;
using GreyActors.History;
using GreyActors.Learning;

namespace GreyActors.Replay;

/// <summary>Reads all files of a replay: traces one after the other, logs as one log in the order of time. Each may be compressed.</summary>
/// <param name="paths">The files; <c>-</c> is a log from standard input.</param>
/// <param name="now">The time.</param>
/// <param name="assumedRetry">The time of the retry that is assumed after a try which a log accepted; zero for none.</param>
/// <param name="lookUps">Asks the DNS about the clients of logs that recorded no identities; null if it is not asked.</param>
internal sealed class HistoryLoad(IReadOnlyList<string> paths, DateTimeOffset now, TimeSpan assumedRetry, HistoryLookUps? lookUps)
{
    private const int LinesBetweenReports = 4096;

    // Enough for the DNS to answer many questions at once.
    private const int Window = 1000;

    // The lines at the beginning of a file that may show its kind.
    private const int Surveyed = 20;

    // A trace has no dates: it begins with a year, so that its days are easy to find in the tables.
    private static readonly long TraceBegin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly HistoryPool _pool = new();
    private readonly List<ReplayMessage> _messages = [];
    private readonly List<string> _sites = [];
    private readonly List<HistoricMail> _window = [];
    private long _lines;
    private long _bytes;

    /// <summary>The size of all files, for the progress; 0 if it is unknown.</summary>
    public long Length { get; } = paths.Contains(HistoryFile.StandardInput) ? 0 : paths.Sum(path => FileOf(path).Length);

    /// <summary>Reads everything.</summary>
    /// <param name="progress">Gets the number of bytes that have been read of <see cref="Length"/>, now and then.</param>
    /// <param name="cancelled">Ends the look-ups.</param>
    /// <exception cref="IOException">A file does not exist, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A permission is missing.</exception>
    /// <exception cref="InvalidDataException">A file is compressed in a way that is not supported.</exception>
    public async Task<ReplayHistory> Read(Action<long> progress, CancellationToken cancelled)
    {
        var tally = new HistoryTally(_window.Add);
        var traces = paths.Where(IsTrace).ToList();
        foreach (var path in traces)
            ReadTrace(path, tally, progress);
        var logs = paths.Except(traces).ToList();
        await ReadLogs(logs, tally, progress, cancelled);

        // A stable order: messages with the same time stay in the order of the files.
        var messages = _messages.OrderBy(message => message.TimeOf(0)).ToImmutableArray();
        return new ReplayHistory(
            messages,
            traces.Count > 0 || messages.IsEmpty ? TraceBegin : messages[0].TimeOf(0),
            !messages.Any(message => message.Labels.Class != MessageClass.Unknown) ? HistoryBasis.AllMail : traces.Count > 0 ? HistoryBasis.Labels : HistoryBasis.Delivered,
            [.. _sites.Distinct()],
            [.. tally.Unreadable.Select(lines => new SkippedLines(lines.Key, lines.Value.Count, lines.Value.Examples))],
            [.. tally.Unused.Select(mails => new UnusedMails(mails.Key, mails.Value))],
            _lines);
    }

    private void ReadTrace(string path, HistoryTally tally, Action<long> progress)
    {
        using var content = FileOf(path).Open(out var stored);
        var (lines, trace) = (new LineReader(content), new TraceLine(_pool, TraceBegin));
        try
        {
            while (lines.TryReadBytes(out var line, out var isTooLong))
            {
                if (lines.Number % LinesBetweenReports == 0)
                    progress(_bytes + stored.Position);
                if (isTooLong)
                    tally.AddUnreadable(new LogLine(path, lines.Number, Encoding.UTF8.GetString(line)), "the line is too long");
                else if (!line.Trim(" \t"u8).IsEmpty)
                    ReadTraceLine(trace, line, path, lines.Number, tally);
            }
        }
        catch (InvalidDataException)
        {
            // The messages before it count.
            tally.AddUnreadable(new LogLine(path, lines.Number + 1, ""), "the compressed data are damaged");
        }

        if (trace.Site is { } site)
            _sites.Add(site);
        _lines += lines.Number;
        _bytes += FileOf(path).Length;
    }

    private void ReadTraceLine(TraceLine trace, ReadOnlySpan<byte> line, string path, long number, HistoryTally tally)
    {
        if (trace.Read(line, _messages.Count, out var why) is { } message)
            _messages.Add(message);
        else if (why is not null)
            tally.AddUnreadable(new LogLine(path, number, Encoding.UTF8.GetString(line)), why);
    }

    private async Task ReadLogs(List<string> logs, HistoryTally tally, Action<long> progress, CancellationToken cancelled)
    {
        if (logs.Count == 0)
            return;
        var (files, reader, messages) = (new HistoryFiles(logs, now, TimeZoneInfo.Local), new HistoryReader(HistoryFormat.Auto), new LogMessages(_pool, assumedRetry));
        foreach (var line in files.ReadLines(tally, bytes => progress(_bytes + bytes)))
        {
            reader.Read(line, tally);
            if (_window.Count >= Window)
                await Add(messages, tally, cancelled);
        }

        reader.End(tally);
        await Add(messages, tally, cancelled);
        _messages.AddRange(messages.Group());
        _lines += files.Lines;
    }

    private async Task Add(LogMessages messages, HistoryTally tally, CancellationToken cancelled)
    {
        if (lookUps is not null)
            await lookUps.Resolve(_window, cancelled);
        foreach (var mail in _window)
        {
            if (messages.Add(mail, lookUps?.EvidenceOf(mail) ?? HistoryLookUps.OfLog(mail)) is { } unused)
                tally.AddUnused(unused);
        }

        _window.Clear();
    }

    private static bool IsTrace(string path)
    {
        // What is read from a pipe is gone.
        if (FileOf(path).IsStream)
            return false;
        using var content = FileOf(path).Open(out _);
        var lines = new LineReader(content);
        try
        {
            while (lines.Number < Surveyed && lines.TryReadBytes(out var line, out _))
            {
                if (line.TrimStart(" \t"u8).StartsWith("{"u8) && (line.IndexOf("\"tries\""u8) >= 0 || line.IndexOf("\"header\""u8) >= 0))
                    return true;
            }
        }
        catch (InvalidDataException)
        {
            // The reader of logs reports it.
        }

        return false;
    }

    private static HistoryFile FileOf(string path) => new(path, Console.OpenStandardInput);
}
