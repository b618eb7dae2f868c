using System.Diagnostics;
using GreyActors.Components;
using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>
/// Writes the lines of a log on a <see cref="BackgroundWriter{T}"/>, so that a slow disk or reader delays nobody. A file is reopened when it was
/// renamed or removed, or on request, and is rotated according to <see cref="Rotation"/>.
/// </summary>
/// <remarks>
/// Lines that arrive faster than the output accepts them fill a bounded buffer; further lines are lost and counted. Lines that the output refuses wait in
/// the same buffer until the output works again. An exception becomes the <see cref="Problem"/>.
/// </remarks>
internal sealed class LogWriter : IDisposable
{
    private const int Buffer = 10_000;

    // The time between two checks of the file, the limit for a slow reader, and the pause before refused lines are written again.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(0.5);

    // The program must end soon, whatever the disk or the reader does; the console and the files close one after the other.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1.5);

    // The wait for more lines after the first one. Waking for each line, and spinning before each sleep, took a tenth of the processor time of a session.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Func<ILogOutput?> _open;
    private readonly LostLines _lost;
    private readonly TimeProvider _time;
    private readonly LineBatch _batch = new();
    private readonly BackgroundWriter<string> _lines;

    private ILogOutput? _output;
    private FileIdentity? _last;
    private DateOnly _day;
    private long _tended;
    private long _closedAt;
    private long _waiting;
    private bool _unsynced;
    private volatile Rotation _rotation;
    private volatile bool _reopen;
    private volatile string? _problem;

    /// <summary>Opens the output.</summary>
    /// <param name="name">The name in the configuration.</param>
    /// <param name="open">Opens the output; returns null if nobody reads it now, and is called again later.</param>
    /// <exception cref="IOException">The output cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open the output.</exception>
    public LogWriter(string name, Func<ILogOutput?> open, Rotation rotation, LostLines lost, TimeProvider time)
    {
        Name = name;
        _open = open;
        _rotation = rotation;
        _lost = lost;
        _time = time;
        Open();
        _lines = new BackgroundWriter<string>($"log {Path.GetFileName(name)}", Buffer, Step, failed => _problem = failed.Message, () => _output?.Dispose())
        {
            LongestIdle = Heartbeat,
        };
        _lines.Start();
    }

    /// <summary>The name in the configuration.</summary>
    public string Name { get; }

    /// <summary>The reason why nothing can be written now; null if the output works.</summary>
    public string? Problem => _problem is { } problem ? $"{Name}: {problem}" : null;

    /// <summary>Lines that could not be written before <see cref="Dispose"/> gave up.</summary>
    public long LostAtEnd { get; private set; }

    /// <summary>The log in a file, or in another target of a path.</summary>
    /// <exception cref="IOException">The target cannot be opened, or its folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not open the target.</exception>
    public static LogWriter Of(string path, Rotation rotation, LostLines lost, TimeProvider time) =>
        new(path, () => LogTarget.Open(path), rotation, lost, time);

    /// <summary>Appends a line, or several with line ends between them; never waits.</summary>
    public void Add(string line)
    {
        var count = LinesOf(line);
        Interlocked.Add(ref _waiting, count);
        if (_lines.TryAdd(line))
            return;
        Interlocked.Add(ref _waiting, -count);
        _lost.Count(count, failed: _problem is not null);
    }

    /// <summary>Changes the rotation.</summary>
    public void Rotate(Rotation rotation) => _rotation = rotation;

    /// <summary>Reopens the output within half a second, between two lines.</summary>
    public void Reopen() => _reopen = true;

    /// <summary>Starts to close: the buffer is written, and new lines are lost.</summary>
    public void Close()
    {
        if (_lines.IsClosing)
            return;
        _closedAt = Stopwatch.GetTimestamp();
        _lines.Close();
    }

    /// <summary>Closes, and waits a bounded time from <see cref="Close"/> until the buffer is written; lines that are left are counted as lost.</summary>
    public void Dispose()
    {
        Close();
        // A thread that the disk holds is abandoned: the process ends without it.
        _lines.Join(LastWords + Heartbeat - Stopwatch.GetElapsedTime(_closedAt));
        var lost = Interlocked.Exchange(ref _waiting, 0);
        _lost.Count(lost, failed: true);
        LostAtEnd += lost;
    }

    private bool Step()
    {
        var isLast = _lines.IsClosing;
        Gather();
        if (isLast)
            return Write(LastWords - Stopwatch.GetElapsedTime(_closedAt)) && HasMore;
        Tend();
        Write(Heartbeat);
        return HasMore;
    }

    private bool HasMore => !_batch.IsEmpty || _lines.Count > 0;

    // Nothing is added to a batch that was refused: the batch is bounded, and so is the queue after it.
    private void Gather()
    {
        if (!_batch.IsEmpty)
        {
            if (_problem is not null)
                _lines.Pause(Heartbeat);
            return;
        }

        if (!_lines.TryTake(out var line))
            return;
        _lines.Pause(Moment);
        do
            _batch.Add(line);
        while (!_batch.IsFull && _lines.TryTake(out line));
    }

    private void Tend()
    {
        var now = Environment.TickCount64;
        if (!_reopen && _output is not null && now - _tended < Heartbeat.TotalMilliseconds)
            return;
        _tended = now;
        var refused = Refused(() =>
        {
            if (_unsynced)
                _output?.Sync();
            _unsynced = false;
            if (_reopen || _output is not { IsStillThere: true })
                Open();
        });
        if (refused is not null)
            _problem = refused;
    }

    // False if nothing was written, because there was nothing or because it was refused.
    private bool Write(TimeSpan patience)
    {
        var written = 0;
        string? problem = null;
        var refused = Refused(RotateIfDue);
        refused = Refused(() =>
        {
            if (_output is not null && !_batch.IsEmpty)
                (written, problem) = _output.Write(_batch.Rest, patience);
        }) ?? refused;
        Interlocked.Add(ref _waiting, -_batch.Wrote(written));
        _unsynced |= written > 0;
        if (written > 0 || (problem ?? refused) is not null)
            _problem = problem ?? refused;
        return written > 0;
    }

    private void RotateIfDue()
    {
        // A reload may have opened the same file again: one of the two renames it.
        if (_lines.IsClosing || _output is not { IsFile: true } || !_rotation.IsDue(_output.Length, _batch.Rest.Length, _day, Today))
            return;
        // Another program may have renamed it in the meantime.
        if (_output.IsStillThere)
            _rotation.PutAside(LogTarget.FileOf(Name));
        Open();
    }

    private void Open()
    {
        _output?.Dispose();
        _output = null;
        // If it cannot be opened, lines wait; they are not written to a file that nobody would find.
        _output = _open();
        _reopen = false;
        _problem = _output is null ? "no process reads it" : null;
        if (_output is null)
            return;
        _day = _output.Length > 0 ? DateOnly.FromDateTime(_output.WrittenAt) : Today;
        if (_output.Identity != _last)
            _batch.BeginLineAgain();
        _last = _output.Identity;
    }

#pragma warning disable CA1031 // Any exception: the other parts of the step must still be done.
    private static string? Refused(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception refused)
        {
            return refused.Message;
        }
    }
#pragma warning restore CA1031

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    private static int LinesOf(string line) => 1 + line.AsSpan().Count('\n');
}
