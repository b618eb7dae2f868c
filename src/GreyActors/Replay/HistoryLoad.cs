using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using GreyActors.Files;
using GreyActors.History;

namespace GreyActors.Replay;

/// <summary>Reads files of any kind that a replay accepts, compressed with gzip or not. A file with a line of a trace is a trace.</summary>
/// <param name="progress">Gets the number of bytes after each part that was read; null for nobody.</param>
internal sealed class HistoryLoad(Action<long>? progress = null)
{
    private const int LinesBetweenReports = 4096;

    // A trace has no dates: it begins with a year, so that its days are easy to find in the tables.
    private static readonly long TraceBegin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly SkippedLines _skipped = new();
    private readonly List<ReplayMessage> _messages = [];
    private readonly List<string> _sites = [];
    private readonly TraceLine _trace = new(new TracePool(), TraceBegin);
    private bool _hasTrace;
    private long _lines;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It does not exist, is not a regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    public void Read(string path)
    {
        using var file = RegularFile.Open(path);
        using var content = IsCompressed(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var lines = new LineReader(content);
        try
        {
            ReadLines(lines, path, () => progress?.Invoke(file.Position));
        }
        catch (InvalidDataException)
        {
            // What was read before counts.
            _skipped.Add("the compressed data after the line before are damaged", $"{path}:{lines.Number + 1}", "");
        }
    }

    /// <summary>Everything that was read.</summary>
    public ReplayHistory Finish()
    {
        // A stable order: messages with the same time stay in the order of the files.
        var messages = _messages.OrderBy(message => message.TimeOf(0)).ToImmutableArray();
        return new ReplayHistory(
            messages,
            _hasTrace || messages.IsEmpty ? TraceBegin : messages[0].TimeOf(0),
            messages.Any(message => message.Labels.Class != MessageClass.Unknown) ? HistoryBasis.Labels : HistoryBasis.AllMail,
            [.. _sites.Distinct()],
            _skipped.Reasons,
            _lines);
    }

    private void ReadLines(LineReader lines, string path, Action report)
    {
        var isTrace = false;
        while (lines.TryReadBytes(out var line, out var isTooLong))
        {
            _lines++;
            if (lines.Number % LinesBetweenReports == 0)
                report();
            if (isTooLong)
            {
                _skipped.Add("the line is too long", $"{path}:{lines.Number}", Encoding.UTF8.GetString(line));
                continue;
            }

            isTrace = isTrace || IsTrace(line);
            if (!line.Trim(" \t"u8).IsEmpty)
                ReadLine(line, isTrace, path, lines.Number);
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line, bool isTrace, string path, long number)
    {
        if (!isTrace)
        {
            _skipped.Add("the line belongs to no known history", $"{path}:{number}", Encoding.UTF8.GetString(line));
            return;
        }

        _hasTrace = true;
        if (_trace.Read(line, _messages.Count, out var why) is { } message)
            _messages.Add(message);
        else if (why is not null)
            _skipped.Add(why, $"{path}:{number}", Encoding.UTF8.GetString(line));
        else if (_trace.Site is { } site)
            _sites.Add(site);
    }

    private static bool IsTrace(ReadOnlySpan<byte> line) =>
        line.TrimStart(" \t"u8).StartsWith("{"u8) && (line.IndexOf("\"tries\""u8) >= 0 || line.IndexOf("\"header\""u8) >= 0);

    private static bool IsCompressed(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == magic.Length && magic is [0x1F, 0x8B];
    }
}
