using System.Collections.Concurrent;
using System.Diagnostics;
using GreyActors.Files;

namespace GreyActors.Observability;

/// <summary>
/// Writes the lines of a log on a thread of its own, so that a slow disk or reader holds nobody up. A file is opened again when it was renamed or
/// removed, or when that is asked for, and is rotated as <see cref="Rotation"/> says.
/// </summary>
/// <remarks>
/// Lines that come faster than the output takes them fill a bounded buffer and are then lost and counted. Lines that the output refuses wait in
/// the same buffer until it takes them again. No exception ends the thread: it becomes the <see cref="Problem"/>.
/// </remarks>
internal sealed class LogWriter : IDisposable
{
    private const int Buffer = 10_000;

    // How often it is checked whether the file is still there, how long a reader may keep us, and how soon what was refused is tried again.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(0.5);

    // The program must end soon, whatever the disk or the reader does: the console and the files take as long one after the other.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1.5);

    // How long the writer waits for more lines when one has come. To wake for each, and to look out for the next before it sleeps, took a
    // tenth of the processor time of a session.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Func<ILogOutput?> _open;
    private readonly LostLines _lost;
    private readonly TimeProvider _time;
    private readonly BlockingCollection<string> _lines = new(Buffer);
    private readonly ManualResetEventSlim _closing = new(initialState: false, spinCount: 0);
    private readonly LineBatch _batch = new();
    private readonly Thread _writer;

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
    /// <param name="name">As it was given in the configuration.</param>
    /// <param name="open">Opens the output; null: nobody reads it now, and it is tried again.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public LogWriter(string name, Func<ILogOutput?> open, Rotation rotation, LostLines lost, TimeProvider time)
    {
        Name = name;
        _open = open;
        _rotation = rotation;
        _lost = lost;
        _time = time;
        Open();
        _writer = new Thread(WriteUntilClosed) { IsBackground = true, Name = $"log {Path.GetFileName(name)}" };
        _writer.Start();
    }

    /// <summary>As it was given in the configuration.</summary>
    public string Name { get; }

    /// <summary>Why the output takes nothing now; null when it does.</summary>
    public string? Problem => _problem is { } problem ? $"{Name}: {problem}" : null;

    /// <summary>Lines that could not be written before <see cref="Dispose"/> gave up.</summary>
    public long LostAtEnd { get; private set; }

    /// <summary>The log in a file, or in what else a path leads to.</summary>
    /// <exception cref="IOException">It cannot be opened, or its folder not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public static LogWriter Of(string path, Rotation rotation, LostLines lost, TimeProvider time) =>
        new(path, () => LogTarget.Open(path), rotation, lost, time);

    /// <summary>Appends a line, or several with line ends between them; never waits.</summary>
    public void Add(string line)
    {
        var count = LinesOf(line);
        Interlocked.Add(ref _waiting, count);
        try
        {
            if (_lines.TryAdd(line))
                return;
        }
        catch (InvalidOperationException)
        {
            // The log is closed already.
        }

        Interlocked.Add(ref _waiting, -count);
        _lost.Count(count, failed: _problem is not null);
    }

    /// <summary>From now on it is rotated as this says.</summary>
    public void Rotate(Rotation rotation) => _rotation = rotation;

    /// <summary>The output is to be opened again: within half a second, between two lines.</summary>
    public void Reopen() => _reopen = true;

    /// <summary>Begins to close: what is buffered is written, and no new line is accepted.</summary>
    public void Close()
    {
        if (_closing.IsSet)
            return;
        _closedAt = Stopwatch.GetTimestamp();
        _closing.Set();
        _lines.CompleteAdding();
    }

    /// <summary>Closes, and waits until what is buffered is written, a bounded time since <see cref="Close"/>; what is not is counted as lost.</summary>
    public void Dispose()
    {
        Close();
        var left = LastWords + Heartbeat - Stopwatch.GetElapsedTime(_closedAt);
        // A thread that the disk holds is left behind: the process ends without it.
        _writer.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        var lost = Interlocked.Exchange(ref _waiting, 0);
        _lost.Count(lost, failed: true);
        LostAtEnd += lost;
    }

    private void WriteUntilClosed()
    {
        while (!_closing.IsSet)
        {
            if (Refused(WriteNext) is not { } refused)
                continue;
            _problem = refused;
            _closing.Wait(Heartbeat);
        }

        _ = Refused(WriteLast);
        _ = Refused(() => _output?.Dispose());
    }

    private void WriteNext()
    {
        Gather();
        Tend();
        Write(Heartbeat);
    }

    private void WriteLast()
    {
        bool goesOn;
        do
        {
            Gather();
            goesOn = Write(LastWords - Stopwatch.GetElapsedTime(_closedAt));
        }
        while (goesOn && (!_batch.IsEmpty || _lines.Count > 0));
    }

    // What was refused is not added to: it is bounded, and so is the buffer behind it.
    private void Gather()
    {
        if (!_batch.IsEmpty)
        {
            if (_problem is not null)
                _closing.Wait(Heartbeat);
            return;
        }

        if (!_lines.TryTake(out var line, _closing.IsSet ? TimeSpan.Zero : Heartbeat))
            return;
        _closing.Wait(Moment);
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

    // False when nothing more was written, because there was nothing or because it was refused.
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
        if (_closing.IsSet || _output is not { IsFile: true } || !_rotation.IsDue(_output.Length, _batch.Rest.Length, _day, Today))
            return;
        // Somebody else may have put it aside in the last moment.
        if (_output.IsStillThere)
            _rotation.PutAside(LogTarget.FileOf(Name));
        Open();
    }

    private void Open()
    {
        _output?.Dispose();
        _output = null;
        // Where it cannot be had, lines wait; they are not written to a file that nobody would find.
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

#pragma warning disable CA1031 // Whatever it is: the thread goes on, and with it the process, which an exception here would end.
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
