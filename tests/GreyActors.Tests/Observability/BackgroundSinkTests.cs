using System.Collections.Concurrent;
using System.Globalization;
using GreyActors.Observability;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class BackgroundSinkTests
{
    private const int Capacity = 100;

    [Fact]
    public void Everything_that_waits_is_written_in_order_at_the_end()
    {
        var written = new Written();
        using (var sink = new BackgroundSink(written, Capacity))
        {
            for (var number = 0; number < Capacity / 2; number++)
                sink.Emit(Event(number));
        }

        Assert.Equal(Enumerable.Range(0, Capacity / 2).Select(Text), written.Texts);
    }

    [Fact]
    public void Nobody_waits_for_a_sink_that_is_stuck_and_what_finds_no_room_is_dropped()
    {
        using var written = new Stuck();
        using (var sink = new BackgroundSink(written, Capacity))
        {
            sink.Emit(Event(0));
            Assert.True(written.IsReached.Wait(TimeSpan.FromSeconds(10)));
            for (var number = 1; number <= 3 * Capacity; number++)
                sink.Emit(Event(number));
            written.Release();
        }

        Assert.Equal(Enumerable.Range(0, Capacity + 1).Select(Text), written.Texts);
    }

    [Fact]
    public void A_sink_that_fails_loses_one_event_and_gets_the_next()
    {
        var written = new Written(fails: Text(1));
        using (var sink = new BackgroundSink(written, Capacity))
        {
            for (var number = 0; number < 3; number++)
                sink.Emit(Event(number));
        }

        Assert.Equal([Text(0), Text(2)], written.Texts);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static LogEvent Event(int number) =>
        new(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplate([new TextToken(Text(number))]), []);

    private class Written(string? fails = null) : ILogEventSink
    {
        private readonly ConcurrentQueue<string> _texts = [];

        public IEnumerable<string> Texts => _texts;

        public virtual void Emit(LogEvent logEvent)
        {
            if (logEvent.MessageTemplate.Text == fails)
                throw new InvalidOperationException("no");
            _texts.Enqueue(logEvent.MessageTemplate.Text);
        }
    }

    private sealed class Stuck : Written, IDisposable
    {
        private readonly ManualResetEventSlim _free = new();

        public ManualResetEventSlim IsReached { get; } = new();

        public override void Emit(LogEvent logEvent)
        {
            IsReached.Set();
            _free.Wait();
            base.Emit(logEvent);
        }

        public void Release() => _free.Set();

        public void Dispose()
        {
            _free.Dispose();
            IsReached.Dispose();
        }
    }
}
