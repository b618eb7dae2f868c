using System.Globalization;
using GreyActors.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace GreyActors.Observability;

/// <summary>
/// The greylist log and the debug log: files of plain lines, written by a thread of their own, so that a slow disk holds nobody up.
/// </summary>
/// <remarks>
/// What comes faster than the disk takes it fills a bounded buffer and is then lost, and counted in <see cref="Crowded"/>;
/// what the disk refuses is counted in <see cref="Failed"/>. A line is in the file as soon as it leaves the buffer and on
/// the disk within a second. <see cref="Dispose"/> writes out what is buffered.
/// </remarks>
public sealed class LogFiles : IDisposable
{
    private const int Buffer = 10_000;
    private const string LineTemplate = "{Line}";
    private const string FileTemplate = "{Line:l}{NewLine}";
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(0.5);

    private readonly Losses _losses = new();
    private readonly Logger? _greylist;
    private readonly Logger? _debug;

    private LogFiles(LogSettings settings)
    {
        _greylist = Create(settings.Greylist);
        _debug = Create(settings.Debug);
    }

    /// <summary>Whether the debug log is on; lines for it need not be made when it is not.</summary>
    public bool DebugIsOn => _debug is not null;

    /// <summary>Lines lost because the buffer was full.</summary>
    public long Crowded => _losses.Crowded;

    /// <summary>Lines lost because writing failed.</summary>
    public long Failed => _losses.Failed;

    /// <summary>Opens the files that are configured, and makes their directories.</summary>
    /// <exception cref="IOException">A file cannot be opened or a directory not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static LogFiles Open(LogSettings settings) => new(settings);

    /// <summary>Appends a line to the greylist log.</summary>
    public void Greylist(string line) => _greylist?.Information(LineTemplate, line);

    /// <summary>Appends a line to the debug log.</summary>
    public void Debug(string line) => _debug?.Information(LineTemplate, line);

    /// <summary>Appends a line to the debug log, behind the time (UTC) in the greylist log's form.</summary>
    public void DebugNow(string line) =>
        _debug?.Information(LineTemplate, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMddHHmmss.fff} {line}"));

    /// <inheritdoc/>
    public void Dispose()
    {
        Close(_greylist);
        Close(_debug);
    }

    // Closing writes out a last time. A disk that is still full then must not keep the program from ending in order.
    private void Close(Logger? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            _losses.Add(1);
        }
    }

    private Logger? Create(string path)
    {
        if (path.Length == 0)
            return null;

        MustBeWritable(path);
        return new LoggerConfiguration()
            .WriteTo.Background(
                background => background.Fallible(
                    to => to.File(path, outputTemplate: FileTemplate, fileSizeLimitBytes: null, flushToDiskInterval: FlushInterval),
                    _losses),
                Buffer,
                _losses.Watch)
            .CreateLogger();
    }

    // The sink would swallow the failure and log into nothing; the operator is to hear of it at the start.
    private static void MustBeWritable(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        using (File.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
        }
    }

    private sealed class Losses : ILoggingFailureListener
    {
        // A count outlives its buffer: it is asked for after the files are closed, too.
        private readonly List<BackgroundSink> _buffers = [];
        private long _failed;

        public long Crowded => _buffers.Sum(buffer => buffer.Dropped);

        public long Failed => Interlocked.Read(ref _failed);

        public void Watch(BackgroundSink buffer) => _buffers.Add(buffer);

        public void OnLoggingFailed(
            object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
            Add(events?.Count ?? 0);

        public void Add(int lines) => Interlocked.Add(ref _failed, lines);
    }
}
