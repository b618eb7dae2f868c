using System.Collections.Concurrent;

namespace GreyActors.Observability;

/// <summary>
/// A file of lines, written by a thread of its own, so that a slow disk holds nobody up. It is opened anew when it was renamed or
/// removed, or when that is asked for, and is put aside as <see cref="Rotation"/> says.
/// </summary>
/// <remarks>
/// What comes faster than the disk takes it fills a bounded buffer and is then lost and counted. What the disk refuses waits,
/// in the same buffer, until the disk takes it again.
/// </remarks>
internal sealed class LogFile : IDisposable
{
    private const int Buffer = 10_000;

    // How often it is looked whether the file is still there, and tried again to write what was refused.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    // How long the writer waits for more lines when one has come. To wake for each, and to look out for the next before it sleeps, took a
    // tenth of the processor time of a session.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly BlockingCollection<string> _lines = new(Buffer);
    private readonly ManualResetEventSlim _closing = new(initialState: false, spinCount: 0);
    private readonly LineBatch _batch = new();
    private readonly Thread _writer;

    private AppendedFile? _file;
    private DateOnly _day;
    private long _tended;
    private bool _unsynced;
    private volatile Rotation _rotation;
    private volatile bool _reopen;
    private volatile string? _problem;
    private long _crowded;
    private long _failed;

    /// <summary>Opens the file and makes its folder.</summary>
    /// <exception cref="IOException">It cannot be opened or a folder not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public LogFile(string path, Rotation rotation, TimeProvider time)
    {
        Path = path;
        _rotation = rotation;
        _time = time;
        Open();
        _writer = new Thread(WriteUntilClosed) { IsBackground = true, Name = $"log {System.IO.Path.GetFileName(path)}" };
        _writer.Start();
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>Lines lost because the buffer was full.</summary>
    public long Crowded => Interlocked.Read(ref _crowded);

    /// <summary>Lines lost because the file could not be written for so long that the buffer was full, or until the end.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the file cannot be written now; null when it can.</summary>
    public string? Problem => _problem is { } problem ? $"{Path}: {problem}" : null;

    /// <summary>Appends a line; never waits.</summary>
    public void Add(string line)
    {
        try
        {
            if (_lines.TryAdd(line))
                return;
        }
        catch (InvalidOperationException)
        {
            // The file is closed already.
        }

        Interlocked.Increment(ref _problem is null ? ref _crowded : ref _failed);
    }

    /// <summary>From now on it is put aside as this says.</summary>
    public void Rotate(Rotation rotation) => _rotation = rotation;

    /// <summary>The path is to be opened anew: within half a second, between two lines.</summary>
    public void Reopen() => _reopen = true;

    /// <summary>Writes what is buffered and closes the file.</summary>
    public void Dispose()
    {
        if (!_writer.IsAlive)
            return;
        _closing.Set();
        _lines.CompleteAdding();
        if (!_writer.Join(LastWords))
            return;
        _file?.Dispose();
        _lines.Dispose();
        _closing.Dispose();
    }

    private void WriteUntilClosed()
    {
        while (!_closing.IsSet)
        {
            Gather();
            Tend();
            Write();
        }

        do
        {
            Gather();
            Write();
        }
        while (_batch.IsEmpty && _lines.Count > 0);
        Interlocked.Add(ref _failed, _batch.LinesLeft + _lines.Count);
    }

    // What was refused is not added to: it is bounded, and so is the buffer behind it.
    private void Gather()
    {
        if (!_batch.IsEmpty)
        {
            _closing.Wait(Heartbeat);
            return;
        }

        if (!_lines.TryTake(out var line, Heartbeat))
            return;
        _closing.Wait(Moment);
        do
            _batch.Add(line);
        while (!_batch.IsFull && _lines.TryTake(out line));
    }

    private void Tend()
    {
        var now = Environment.TickCount64;
        if (!_reopen && _file is not null && now - _tended < Heartbeat.TotalMilliseconds)
            return;
        _tended = now;
        var refused = Refused(() =>
        {
            if (_unsynced)
                _file?.Sync();
            _unsynced = false;
            if (_reopen || _file is not { IsStillThere: true })
                Open();
        });
        if (refused is not null)
            _problem = refused;
    }

    private void Write()
    {
        var refused = Refused(() =>
        {
            if (_file is null || !_rotation.IsDue(_file.Length, _batch.Rest.Length, _day, Today))
                return;
            // Somebody else may have put it aside in the last moment.
            if (_file.IsStillThere)
                _rotation.PutAside(Path);
            Open();
        });
        if (_file is not null && !_batch.IsEmpty)
        {
            var (written, problem) = _file.Write(_batch.Rest);
            _batch.Wrote(written);
            _unsynced |= written > 0;
            _problem = problem ?? refused;
        }
        else if (refused is not null)
        {
            _problem = refused;
        }
    }

    private void Open()
    {
        var before = _file?.Identity;
        _file?.Dispose();
        _file = null;
        // Where it cannot be had, lines wait; they are not written to a file that nobody would find.
        _file = AppendedFile.Open(Path);
        _reopen = false;
        _day = _file.Length > 0 ? DateOnly.FromDateTime(File.GetLastWriteTimeUtc(Path)) : Today;
        if (_file.Identity != before)
            _batch.BeginLineAgain();
    }

    private static string? Refused(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
}
