using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace GreyActors.Observability;

/// <summary>Writes log events on a thread of its own; what finds no room while that is busy is dropped.</summary>
/// <remarks>
/// The thread sleeps a moment before it writes, so that it wakes for a handful of events rather than for each: Serilog.Sinks.Async, which
/// was here, waits for the next event by spinning, and took a fifth of the processor time of a session.
/// </remarks>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly ILogEventSink _inner;
    private readonly int _capacity;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private List<LogEvent> _waiting = [];
    private List<LogEvent> _writing = [];
    private bool _isEnding;

    /// <summary>Writes to <paramref name="inner"/>, and disposes of it at the end.</summary>
    public BackgroundSink(ILogEventSink inner, int capacity)
    {
        _inner = inner;
        _capacity = capacity;
        _thread = new Thread(Run) { IsBackground = true, Name = "log writer" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            if (_isEnding || _waiting.Count >= _capacity)
                return;

            _waiting.Add(logEvent);
            // The first wakes the thread, and then the one that makes the moment too long.
            if (_waiting.Count == 1 || _waiting.Count == _capacity / 2)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEnding)
                return;
            _isEnding = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        (_inner as IDisposable)?.Dispose();
    }

    private void Run()
    {
        while (Next())
        {
            foreach (var logEvent in _writing)
                Write(logEvent);
            _writing.Clear();
        }
    }

    private bool Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isEnding)
                Monitor.Wait(_gate);
            if (!_isEnding && _waiting.Count < _capacity / 2)
                Monitor.Wait(_gate, Gather);
            (_waiting, _writing) = (_writing, _waiting);
            return _writing.Count > 0;
        }
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            _inner.Emit(logEvent);
        }
#pragma warning disable CA1031 // Whatever it is: one event is lost, and the thread goes on for the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SelfLog.WriteLine("{0} cannot write: {1}", nameof(BackgroundSink), e);
        }
    }
}

/// <summary>Puts sinks behind a <see cref="BackgroundSink"/>.</summary>
internal static class BackgroundSinkConfiguration
{
    /// <summary>Configures sinks that nobody waits for.</summary>
    /// <param name="to">The logger.</param>
    /// <param name="sinks">What is behind.</param>
    /// <param name="capacity">Events that may wait.</param>
    public static LoggerConfiguration Background(this LoggerSinkConfiguration to, Action<LoggerSinkConfiguration> sinks, int capacity) =>
        to.Sink(LoggerSinkConfiguration.Wrap(inner => new BackgroundSink(inner, capacity), sinks));
}
