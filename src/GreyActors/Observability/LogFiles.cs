using System.Runtime.InteropServices;
using GreyActors.Configuration;

namespace GreyActors.Observability;

/// <summary>The greylist log and the debug log: files of lines. Writing to them never waits.</summary>
/// <remarks>
/// What comes faster than the disk takes it fills a bounded buffer and is then lost, and counted in <see cref="Crowded"/>. What the
/// disk refuses waits in the buffer until the disk takes it again; <see cref="Problems"/> tells it, and what is lost
/// then is counted in <see cref="Failed"/>. A line is in the file as soon as it leaves the buffer and on the disk
/// within a second. <see cref="Dispose"/> writes out what is buffered.
/// </remarks>
public sealed class LogFiles : IDisposable
{
    // SIGUSR1, which PosixSignal has no name for.
    private const PosixSignal Usr1 = (PosixSignal)10;

    private readonly LogFile? _greylist;
    private readonly LogFile? _debug;
    private PosixSignalRegistration? _signal;

    private LogFiles(LogSettings settings, TimeProvider time)
    {
        Format = settings.Format;
        _greylist = Create(settings.Greylist, settings, time);
        _debug = Create(settings.Debug, settings, time);
    }

    /// <summary>How lines are to be written.</summary>
    public LogFormat Format { get; }

    /// <summary>Whether the debug log is on; lines for it need not be made when it is not.</summary>
    public bool DebugIsOn => _debug is not null;

    /// <summary>Lines lost because the buffer was full.</summary>
    public long Crowded => (_greylist?.Crowded ?? 0) + (_debug?.Crowded ?? 0);

    /// <summary>Lines lost because writing failed.</summary>
    public long Failed => (_greylist?.Failed ?? 0) + (_debug?.Failed ?? 0);

    /// <summary>The files that cannot be written now, each with the reason.</summary>
    public IEnumerable<string> Problems => new[] { _greylist?.Problem, _debug?.Problem }.OfType<string>();

    /// <summary>Opens the files that are configured, and makes their directories.</summary>
    /// <exception cref="IOException">A file cannot be opened or a directory not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static LogFiles Open(LogSettings settings, TimeProvider time) => new(settings, time);

    /// <summary>From now on SIGUSR1 has the files opened anew. They are without it, too, within a second of being renamed or removed.</summary>
    public void ReopenOnSignal() => _signal = OperatingSystem.IsLinux()
        ? PosixSignalRegistration.Create(Usr1, signal =>
        {
            // Else the process would end of it.
            signal.Cancel = true;
            _greylist?.Reopen();
            _debug?.Reopen();
        })
        : null;

    /// <summary>Appends a line to the greylist log.</summary>
    public void Greylist(string line) => _greylist?.Add(line);

    /// <summary>Appends a line to the debug log.</summary>
    public void Debug(string line) => _debug?.Add(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal?.Dispose();
        _greylist?.Dispose();
        _debug?.Dispose();
    }

    private static LogFile? Create(string path, LogSettings settings, TimeProvider time) => path.Length == 0
        ? null
        : new LogFile(path, new Rotation(settings.RotateSize, settings.RotateDaily, settings.Keep), time);
}
