using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>The greylist log and the debug log. Writing to them never waits.</summary>
/// <remarks>
/// Lines that come faster than they can be written fill a bounded buffer; further lines are lost and counted in <see cref="Crowded"/>. Lines that
/// the output refuses stay in the buffer until it accepts them again; <see cref="Problems"/> reports it, and lines lost meanwhile are counted in
/// <see cref="Failed"/>. A line is in the file as soon as it leaves the buffer, and on the disk within a second. <see cref="Dispose"/> writes the
/// buffered lines, within two seconds.
/// </remarks>
public sealed class LogFiles : IDisposable
{
    private readonly TimeProvider _time;
    private readonly LostLines _lost;
    private readonly LogWriter? _console;
    private volatile OpenLogs _open;
    private ImmutableList<LogWriter> _closing = [];

    private LogFiles(LogSettings settings, TimeProvider time, LostLines lost, LogWriter? console)
    {
        _time = time;
        _lost = lost;
        _console = console;
        _open = new OpenLogs(settings, null, null);
        _open = Prepare(settings);
    }

    /// <summary>The format of the lines.</summary>
    public LogFormat Format => _open.Settings.Format;

    /// <summary>Whether the debug log is on; otherwise no lines for it need to be created.</summary>
    public bool DebugIsOn => _open.Debug is not null;

    /// <summary>The number of lines of all logs, including the console, that were lost because they came too fast.</summary>
    public long Crowded => _lost.Crowded;

    /// <summary>The number of lines of all logs, including the console, that were lost because writing failed.</summary>
    public long Failed => _lost.Failed;

    /// <summary>The logs that currently cannot be written, each with the reason.</summary>
    public IEnumerable<string> Problems => _open.Files.Append(_console).Select(log => log?.Problem).OfType<string>();

    /// <summary>Opens the configured files, and creates their directories.</summary>
    /// <exception cref="IOException">A file cannot be opened or a directory cannot be created; the message names the key.</exception>
    public static LogFiles Open(LogSettings settings, TimeProvider time) => Open(settings, time, new LostLines(), console: null);

    /// <summary>The same; the lost lines of the console are included in the counts.</summary>
    internal static LogFiles Open(LogSettings settings, TimeProvider time, LostLines lost, LogWriter? console, Action<long>? atEnd = null) =>
        new(settings, time, lost, console) { AtEnd = atEnd };

    /// <summary>Opens the additional files of new settings; nothing is written to them before <see cref="Apply"/>.</summary>
    /// <exception cref="IOException">A file cannot be opened or a directory cannot be created; the message names the key.</exception>
    public OpenLogs Prepare(LogSettings settings)
    {
        var greylist = FileOf("log.greylist", settings.Greylist, settings, _open.Greylist);
        try
        {
            return new OpenLogs(settings, greylist, FileOf("log.debug", settings.Debug, settings, _open.Debug));
        }
        catch
        {
            if (greylist != _open.Greylist)
                greylist?.Dispose();
            throw;
        }
    }

    /// <summary>Switches to the prepared logs. Logs that are no longer used are closed after their buffered lines are written.</summary>
    public void Apply(OpenLogs next)
    {
        var before = _open.Files.Except(next.Files).ToArray();
        foreach (var file in next.Files)
            file.Rotate(RotationOf(next.Settings));
        _open = next;
        ImmutableInterlocked.Update(ref _closing, closing => closing.AddRange(before));
        Task.Run(() =>
        {
            CloseAll(before);
            // Their lost lines are in the shared counts, so nothing else is kept of them.
            ImmutableInterlocked.Update(ref _closing, closing => closing.RemoveRange(before));
        });
    }

    /// <summary>Closes prepared logs that are not used.</summary>
    public void Discard(OpenLogs unwanted) => CloseAll([.. unwanted.Files.Except(_open.Files)]);

    /// <summary>Logs that a reload has replaced and that still write what they buffer.</summary>
    internal int Closing => Volatile.Read(ref _closing).Count;

    /// <summary>Opens the files again. Without this call it happens within a second after a file was renamed or removed.</summary>
    public void Reopen()
    {
        foreach (var file in _open.Files)
            file.Reopen();
    }

    /// <summary>Appends a line to the greylist log.</summary>
    public void Greylist(string line) => _open.Greylist?.Add(line);

    /// <summary>Appends a line to the debug log.</summary>
    public void Debug(string line) => _open.Debug?.Add(line);

    /// <summary>Gets the number of lines that could not be written before <see cref="Dispose"/> gave up, if any.</summary>
    internal Action<long>? AtEnd { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseAll([.. _open.Files, .. Volatile.Read(ref _closing)]);
        if (_open.Files.Sum(file => file.LostAtEnd) is var lost and > 0)
            AtEnd?.Invoke(lost);
    }

    // All at the same time: a slow log does not use up the time of the others.
    private static void CloseAll(LogWriter[] logs)
    {
        foreach (var log in logs)
            log.Close();
        foreach (var log in logs)
            log.Dispose();
    }

    private LogWriter? FileOf(string key, string path, LogSettings settings, LogWriter? open)
    {
        if (path.Length == 0)
            return null;
        if (open?.Name == path)
            return open;
        try
        {
            return LogWriter.Of(path, RotationOf(settings), _lost, _time);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new IOException($"{key}: the log {path} cannot be opened: {FileProblem.Describe(refused)}", refused);
        }
    }

    private static Rotation RotationOf(LogSettings settings) => new(settings.RotateSize, settings.RotateDaily, settings.Keep);

    /// <summary>The open logs of one configuration.</summary>
    public sealed class OpenLogs
    {
        internal OpenLogs(LogSettings settings, LogWriter? greylist, LogWriter? debug) => (Settings, Greylist, Debug) = (settings, greylist, debug);

        internal LogSettings Settings { get; }

        internal LogWriter? Greylist { get; }

        internal LogWriter? Debug { get; }

        internal IEnumerable<LogWriter> Files => new[] { Greylist, Debug }.OfType<LogWriter>();
    }
}
