using System.Collections.Immutable;
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

    private readonly TimeProvider _time;
    private volatile OpenLogs _open;
    private ImmutableList<LogFile> _closed = [];
    private PosixSignalRegistration? _signal;

    private LogFiles(LogSettings settings, TimeProvider time)
    {
        _time = time;
        _open = new OpenLogs(settings, null, null);
        _open = Prepare(settings);
    }

    /// <summary>How lines are to be written.</summary>
    public LogFormat Format => _open.Settings.Format;

    /// <summary>Whether the debug log is on; lines for it need not be made when it is not.</summary>
    public bool DebugIsOn => _open.Debug is not null;

    /// <summary>Lines lost because the buffer was full.</summary>
    public long Crowded => Everything.Sum(file => file.Crowded);

    /// <summary>Lines lost because writing failed.</summary>
    public long Failed => Everything.Sum(file => file.Failed);

    /// <summary>The files that cannot be written now, each with the reason.</summary>
    public IEnumerable<string> Problems => _open.Files.Select(file => file.Problem).OfType<string>();

    private IEnumerable<LogFile> Everything => _open.Files.Concat(Volatile.Read(ref _closed));

    /// <summary>Opens the files that are configured, and makes their directories.</summary>
    /// <exception cref="IOException">A file cannot be opened or a directory not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static LogFiles Open(LogSettings settings, TimeProvider time) => new(settings, time);

    /// <summary>Opens what other settings want beside what is open; nothing is written to it before <see cref="Follow"/>.</summary>
    /// <exception cref="IOException">A file cannot be opened or a directory not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public OpenLogs Prepare(LogSettings settings)
    {
        var greylist = FileOf(settings.Greylist, settings, _open.Greylist);
        try
        {
            return new OpenLogs(settings, greylist, FileOf(settings.Debug, settings, _open.Debug));
        }
        catch
        {
            if (greylist != _open.Greylist)
                greylist?.Dispose();
            throw;
        }
    }

    /// <summary>From now on lines go where these settings say; what was written to before, and is not any more, is closed when it is written out.</summary>
    public void Follow(OpenLogs next)
    {
        var before = _open.Files.Except(next.Files).ToArray();
        foreach (var file in next.Files)
            file.Rotate(RotationOf(next.Settings));
        _open = next;
        _closed = _closed.AddRange(before);
        Task.Run(() =>
        {
            foreach (var file in before)
                file.Dispose();
        });
    }

    /// <summary>Closes again what was prepared and is not wanted.</summary>
    public void GiveUp(OpenLogs unwanted)
    {
        foreach (var file in unwanted.Files.Except(_open.Files))
            file.Dispose();
    }

    /// <summary>From now on SIGUSR1 has the files opened anew. They are without it, too, within a second of being renamed or removed.</summary>
    public void ReopenOnSignal() => _signal = OperatingSystem.IsLinux()
        ? PosixSignalRegistration.Create(Usr1, signal =>
        {
            // Else the process would end of it.
            signal.Cancel = true;
            foreach (var file in _open.Files)
                file.Reopen();
        })
        : null;

    /// <summary>Appends a line to the greylist log.</summary>
    public void Greylist(string line) => _open.Greylist?.Add(line);

    /// <summary>Appends a line to the debug log.</summary>
    public void Debug(string line) => _open.Debug?.Add(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal?.Dispose();
        foreach (var file in Everything)
            file.Dispose();
    }

    private LogFile? FileOf(string path, LogSettings settings, LogFile? open) =>
        path.Length == 0 ? null : open?.Path == path ? open : new LogFile(path, RotationOf(settings), _time);

    private static Rotation RotationOf(LogSettings settings) => new(settings.RotateSize, settings.RotateDaily, settings.Keep);

    /// <summary>The files of some settings.</summary>
    public sealed class OpenLogs
    {
        internal OpenLogs(LogSettings settings, LogFile? greylist, LogFile? debug) => (Settings, Greylist, Debug) = (settings, greylist, debug);

        internal LogSettings Settings { get; }

        internal LogFile? Greylist { get; }

        internal LogFile? Debug { get; }

        internal IEnumerable<LogFile> Files => new[] { Greylist, Debug }.OfType<LogFile>();
    }
}
