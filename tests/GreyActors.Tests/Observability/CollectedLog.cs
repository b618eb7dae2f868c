using System.Collections.Concurrent;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace GreyActors.Tests.Observability;

/// <summary>A sink that keeps its events, and can be made to hang.</summary>
internal sealed class CollectedLog : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = new();
    private readonly object _gate = new();
    private bool _hanging;

    public IReadOnlyCollection<LogEvent> Events => _events;

    public Logger Logger => new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger();

    public void Hang()
    {
        lock (_gate)
            _hanging = true;
    }

    public void GoOn()
    {
        lock (_gate)
        {
            _hanging = false;
            Monitor.PulseAll(_gate);
        }
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            while (_hanging)
                Monitor.Wait(_gate);
        }

        _events.Enqueue(logEvent);
    }
}
